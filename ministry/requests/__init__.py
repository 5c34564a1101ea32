"""Requests as they were sent, and the receipts for them."""

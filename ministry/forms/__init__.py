"""Checks the answers of a request against the form that they were written for."""

"""The client of the ministry's API."""

"""Numbered changes of the database's schema, applied at start."""

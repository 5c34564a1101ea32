"""What every route shares: bodies in, JSON and problems out, pages, headers."""

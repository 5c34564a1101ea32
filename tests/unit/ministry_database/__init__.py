"""What stands between the ministry and its database: turns, groups, statements."""

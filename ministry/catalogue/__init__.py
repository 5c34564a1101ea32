"""What the ministry publishes, as data files: services and their forms, agencies, appeals, places."""

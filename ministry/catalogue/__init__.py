"""The catalogue that the ministry publishes: services, their forms, agencies, appeals and places, as data files."""

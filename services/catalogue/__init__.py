"""The catalogue of services as kept on the device, and the search in it."""

"""What is published: the catalogue with the versions of its forms that are taken, and the places."""

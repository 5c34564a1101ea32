"""What a hostile page, network, user or file meets."""

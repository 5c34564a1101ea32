"""An agent's work at the terminal, on the database that the server uses."""

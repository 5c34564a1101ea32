"""Forms as pure functions: what shows, what is wrong, what is sent. No input or output; the date is given."""

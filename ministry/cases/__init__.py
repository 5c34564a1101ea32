"""Cases: the timeline, what the agency asks for, messages, the decision."""

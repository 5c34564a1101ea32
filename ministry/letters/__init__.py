"""Letters of the fund: receipts and decisions, set, sealed and kept."""

from screens.components.error_summary.control import Entry, error_summary

__all__ = ["Entry", "error_summary"]

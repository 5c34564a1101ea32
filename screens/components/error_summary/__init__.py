from screens.components.error_summary.control import WrongField, error_summary

__all__ = ["WrongField", "error_summary"]

from screens.components.frame.control import not_shown, screen

__all__ = ["not_shown", "screen"]

from screens.components.frame.bare import bare
from screens.components.frame.control import not_shown, screen

__all__ = ["bare", "not_shown", "screen"]

from screens.components.caption.control import FieldWords, caption, error_line
from screens.components.caption.listen import listenable

__all__ = ["FieldWords", "caption", "error_line", "listenable"]

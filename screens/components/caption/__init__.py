from screens.components.caption.control import FieldWords, caption, error_line, sentences
from screens.components.caption.listen import listenable

__all__ = ["FieldWords", "caption", "error_line", "listenable", "sentences"]

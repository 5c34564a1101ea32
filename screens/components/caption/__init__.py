from screens.components.caption.control import FieldWords, caption, error_line

__all__ = ["FieldWords", "caption", "error_line"]

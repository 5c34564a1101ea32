from screens.components.text_field.control import TextField

__all__ = ["TextField"]

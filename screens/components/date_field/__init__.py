from screens.components.date_field.control import DateField

__all__ = ["DateField"]

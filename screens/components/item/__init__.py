from screens.components.item.control import item

__all__ = ["item"]

from screens.components.brand.control import brand, mark

__all__ = ["brand", "mark"]

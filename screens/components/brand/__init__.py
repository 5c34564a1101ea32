from screens.components.brand.control import brand

__all__ = ["brand"]

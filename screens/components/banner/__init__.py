from screens.components.banner.control import banner

__all__ = ["banner"]

from screens.components.tile.control import tile

__all__ = ["tile"]

from screens.components.pictogram.control import pictogram, pictures

__all__ = ["pictogram", "pictures"]

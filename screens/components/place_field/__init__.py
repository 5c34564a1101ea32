from screens.components.place_field.control import PlaceField

__all__ = ["PlaceField"]

from screens.components.place_field.control import Find, PlaceField

__all__ = ["Find", "PlaceField"]

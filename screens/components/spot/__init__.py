from screens.components.spot.control import landing, spot

__all__ = ["landing", "spot"]

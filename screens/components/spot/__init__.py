from screens.components.spot.control import landing, opening, spot

__all__ = ["landing", "opening", "spot"]

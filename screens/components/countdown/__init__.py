from screens.components.countdown.control import Countdown

__all__ = ["Countdown"]

from screens.components.waiting.control import Waiting

__all__ = ["Waiting"]

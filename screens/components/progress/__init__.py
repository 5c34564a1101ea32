from screens.components.progress.control import progress

__all__ = ["progress"]

from screens.components.fold.control import Fold

__all__ = ["Fold"]

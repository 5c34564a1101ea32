from screens.components.lock_warning.control import LockWarning, warning

__all__ = ["LockWarning", "warning"]

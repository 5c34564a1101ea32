from screens.components.filters.control import Filter, filters

__all__ = ["Filter", "filters"]

from screens.components.button.control import OUTLINED, Look, link, primary, secondary

__all__ = ["OUTLINED", "Look", "link", "primary", "secondary"]

from screens.components.button.control import OUTLINED, PLAIN, Look, link, primary, secondary, symbol

__all__ = ["OUTLINED", "PLAIN", "Look", "link", "primary", "secondary", "symbol"]

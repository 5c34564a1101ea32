from screens.components.terms.control import Terms, terms_of

__all__ = ["Terms", "terms_of"]

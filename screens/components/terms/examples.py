"""Examples of explained terms."""

from __future__ import annotations

from screens.components.example import Example
from screens.components.terms import Terms, terms_of

EXAMPLES = [
    Example("One term", lambda t: Terms(terms_of(("Numéro NIN", "fr")), t)),
    Example("Several terms", lambda t: Terms(terms_of(("NIN, RIP, CCP, carte Chifa, recours", "fr")), t)),
]

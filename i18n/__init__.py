"""The words of the application: Arabic, French, Tamazight in Kabyle orthography, English.

    words = Words("ar", gender="f")
    words("Question {n} of {total}", n=2, total=5)

Messages are short plain English sentences in the code; Babel catalogues in `locales/` hold the translations.
`python -m scripts.i18n_tools` extracts, updates, compiles and checks them.
"""

from i18n.languages import LANGUAGES, Language
from i18n.phrase import Phrase, joined, language_of
from i18n.words import Words, msg

__all__ = ["LANGUAGES", "Language", "Phrase", "Words", "joined", "language_of", "msg"]

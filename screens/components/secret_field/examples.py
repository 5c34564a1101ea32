"""Examples of fields for secrets."""

from __future__ import annotations

from screens.components.caption import FieldWords
from screens.components.example import Example, nothing
from screens.components.secret_field import SecretField

EXAMPLES = [
    Example("A PIN", lambda t: SecretField(FieldWords(t("PIN")), nothing, numeric=True)),
    Example(
        "A passphrase that is too short",
        lambda t: SecretField(
            FieldWords(
                t("Passphrase"), t("A few words that only you know."), t("Write at least 8 characters.")
            ),
            nothing,
        ),
    ),
]

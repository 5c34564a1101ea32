"""Everything kept on the device, encrypted: profiles, their records, their attachments.

`docs/adr/0011` to `0016` give the reasons.
"""

from services.vault.interface import (
    KEEP,
    Attachments,
    AttachmentWriter,
    Body,
    Head,
    Keep,
    RecordStore,
    Stored,
    Transaction,
)
from services.vault.keystore import (
    FileKeystore,
    Keystore,
)
from services.vault.keystore_choice import choose_keystore
from services.vault.profiles import ProfileStore
from services.vault.store import Vault

__all__ = [
    "KEEP",
    "AttachmentWriter",
    "Attachments",
    "Body",
    "FileKeystore",
    "Head",
    "Keep",
    "Keystore",
    "ProfileStore",
    "RecordStore",
    "Stored",
    "Transaction",
    "Vault",
    "choose_keystore",
]

"""The client of the ministry's API."""

from services.api.client import MinistryClient
from services.api.fetched import Fetched
from services.api.paging import every
from services.api.responses import (
    CaseHead,
    Challenge,
    Page,
    ReplyReceipt,
    SentRequest,
    Versioned,
)
from services.api.tokens import InMemoryTokenStore, Tokens, TokenStore, VaultTokenStore

__all__ = [
    "CaseHead",
    "Challenge",
    "Fetched",
    "InMemoryTokenStore",
    "MinistryClient",
    "Page",
    "ReplyReceipt",
    "SentRequest",
    "TokenStore",
    "Tokens",
    "VaultTokenStore",
    "Versioned",
    "every",
]

"""The client of the ministry's API."""

from services.ministry.answers import (
    CaseHead,
    Challenge,
    Page,
    ReplyReceipt,
    SentRequest,
    Versioned,
)
from services.ministry.client import MinistryClient
from services.ministry.fetched import Fetched
from services.ministry.paging import every
from services.ministry.tokens import InMemoryTokenStore, Tokens, TokenStore, VaultTokenStore

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

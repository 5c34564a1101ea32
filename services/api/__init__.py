"""The client of the ministry's API."""

from services.api.client import MinistryClient
from services.api.paging import every
from services.api.responses import (
    CaseHead,
    Fetched,
    ListPage,
    ReplyReceipt,
    SentCode,
    SentRequest,
    Versioned,
)
from services.api.tokens import InMemoryTokenStore, Tokens, TokenStore, VaultTokenStore

__all__ = [
    "CaseHead",
    "Fetched",
    "InMemoryTokenStore",
    "ListPage",
    "MinistryClient",
    "ReplyReceipt",
    "SentCode",
    "SentRequest",
    "TokenStore",
    "Tokens",
    "VaultTokenStore",
    "Versioned",
    "every",
]

"""The client of the ministry's API."""

from services.api.client import MinistryClient
from services.api.paging import every
from services.api.responses import (
    Fetched,
    Versioned,
)
from services.api.tokens import InMemoryTokenStore, KeptTokens, TokenStore, VaultTokenStore

__all__ = [
    "Fetched",
    "InMemoryTokenStore",
    "KeptTokens",
    "MinistryClient",
    "TokenStore",
    "VaultTokenStore",
    "Versioned",
    "every",
]

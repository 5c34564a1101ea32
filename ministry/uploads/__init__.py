"""Papers that persons send: resumable, verified, kept by content."""

from ministry.uploads.router import router
from ministry.uploads.store import UploadStore

__all__ = ["UploadStore", "router"]

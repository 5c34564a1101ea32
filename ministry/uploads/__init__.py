"""Papers that persons send: resumable, verified, kept by content."""

from ministry.uploads.holding import Holders
from ministry.uploads.store import UploadStore

__all__ = ["Holders", "UploadStore"]

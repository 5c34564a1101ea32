"""Bringing documents to the ministry, each byte once."""

from services.uploads.uploader import Uploader

__all__ = ["Uploader"]

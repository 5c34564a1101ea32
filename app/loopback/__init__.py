"""The guarded server of browser mode; nothing of it runs on a phone."""

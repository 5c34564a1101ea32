"""The ministry's upload endpoint with a plain PUT beside it: `python -m bench.upload_server FOLDER`.

The endpoint is the real one, with a higher limit for one document. `PUT /plain/<name>` is the baseline: the bytes go to
a file as they come, then fsync of the file and of the folder, then 201. It checks nothing.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from bench.serving import serve
from ministry.clock import utc_now
from services.vault.durable import sync_folder
from tests.contract.upload_server import make_app

PLAIN = "/plain/"
LIMIT = 256 * 2**20


class WithPlain:
    """The ministry's application, but for what begins with `/plain/`."""

    def __init__(self, folder: Path) -> None:
        self._app = make_app(folder / "ministry", utc_now, document_limit=LIMIT)
        self._folder = folder / "plain"
        self._folder.mkdir()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(PLAIN):
            await self._app(scope, receive, send)
            return
        with (self._folder / scope["path"].removeprefix(PLAIN)).open("wb") as file:
            more = True
            while more:
                message = await receive()
                file.write(message.get("body", b""))
                more = message.get("more_body", False)
            file.flush()
            os.fsync(file.fileno())
        sync_folder(self._folder)
        await send({"type": "http.response.start", "status": 201, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})


if __name__ == "__main__":
    serve(WithPlain(Path(sys.argv[1])), ws="none")

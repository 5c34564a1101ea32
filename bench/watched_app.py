"""The app, writing down when a keystroke is in the draft: `python -m bench.watched_app …`, run as `python -m app`."""

from __future__ import annotations

from app.__main__ import main
from app.session.drafts import DraftActions
from bench import keys
from screens.given import OpenDraft
from services.models.request import RawInput

_write = DraftActions.write


def _write_and_tell(self: DraftActions, opened: OpenDraft, question_id: str, value: RawInput) -> None:
    _write(self, opened, question_id, value)
    if isinstance(value, str):
        keys.heard(value)


if __name__ == "__main__":
    DraftActions.write = _write_and_tell  # type: ignore[method-assign]
    main()

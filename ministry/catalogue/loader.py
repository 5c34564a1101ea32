"""The catalogue's files, read and checked strictly, as the server publishes them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ministry.catalogue import references, strict_yaml
from ministry.catalogue.errors import UnreadableFileError, WrongShapeError
from ministry.catalogue.expand import Common, Record, expand_service, quoted, version_of
from ministry.catalogue.shapes import checked
from ministry.contract.checked import Body, Time
from ministry.contract.records import Catalogue, Places

FOLDER = Path(__file__).parent
_EDITION = "edition.yaml"

_PARTS = ("categories", "agencies", "sources", "appeals")


class _Edition(Body):
    published_at: Time


@dataclass(frozen=True)
class LoadedCatalogue:
    """The two documents that the contract publishes, `GET /v1/catalogue` and `GET /v1/places`."""

    document: dict[str, Any]
    places: dict[str, Any]

    def service(self, service_id: str) -> dict[str, Any] | None:
        return next((each for each in self.document["services"] if each["id"] == service_id), None)

    def form(self, service_id: str, version: str) -> dict[str, Any] | None:
        """Return the form of this version, or None.

        None when it was never published or has been withdrawn.
        """
        service = self.service(service_id)
        if service is None or service["form"]["version"] != version:
            return None
        form: dict[str, Any] = service["form"]
        return form


def load(extra: Path | None = None) -> LoadedCatalogue:
    """Load the catalogue, with the files of `extra` over it.

    In `extra`, `<id>.yaml` replaces or adds a service, `edition.yaml` says when. A replaced form is thereby
    withdrawn. Raises CatalogueError.
    """
    edition = _edition(FOLDER / _EDITION)
    files = _service_files(FOLDER / "services")
    if extra is not None:
        files |= _service_files(extra)
        if (extra / _EDITION).exists():
            edition = _edition(extra / _EDITION)
    content = {
        **{name: quoted(strict_yaml.read(FOLDER / f"{name}.yaml")) for name in _PARTS},
        "services": [quoted(_service(path)) for path in files.values()],
    }
    return _checked(content, edition)


def _checked(content: Record, edition: Record) -> LoadedCatalogue:
    common = checked(strict_yaml.read(FOLDER / "common.yaml"), Common, "common.yaml")
    content["services"] = [expand_service(written, common) for written in content["services"]]
    document = {"version": version_of(content), **edition, **content}
    checked(document, Catalogue)
    references.check(document)
    order = list(document["categories"])
    document["services"].sort(key=lambda service: order.index(service["category"]))
    return LoadedCatalogue(document, _places(FOLDER / "places.json"))


def _service_files(folder: Path) -> dict[str, Path]:
    return {path.stem: path for path in sorted(folder.glob("*.yaml")) if path.name != _EDITION}


def _service(path: Path) -> Record:
    written = strict_yaml.read(path)
    if not isinstance(written, dict):
        raise WrongShapeError(path.name, "a mapping", written)
    if written.get("id") != path.stem:
        raise WrongShapeError(path.name, f"the id {path.stem}", written.get("id"))
    return written


def _edition(path: Path) -> Record:
    return checked(strict_yaml.read(path), _Edition, path.name).model_dump()


@cache
def _places(path: Path) -> dict[str, Any]:
    try:
        places: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UnreadableFileError(path.name, str(error)) from error
    checked(places, Places, path.name)
    return places

"""Write the Python that follows from the contract: shapes and problem types of both sides.

`make contract` runs it; a test reports when what is committed is stale.

- The client reads: frozen dataclasses that structure what a ministry of any version says. A member that may be missing
  or null has a default. Only an enum with a name of its own is closed; one written in place is any text.
- The server takes bodies and publishes records (pydantic, strict), and gives answers (`TypedDict`, which cost nothing
  when an answer is made).
"""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import yaml
from datamodel_code_generator import InputFileType, PythonVersion, generate
from datamodel_code_generator.enums import DataModelType

from scripts.contract_schemas import (
    CHECKED,
    OPEN,
    Schema,
    Schemas,
    bare,
    by_status,
    constant,
    in_operations,
    is_inlined,
    limits,
    loosened,
    named,
    one_line,
    problems,
    reached,
    widened,
)

ROOT = Path(__file__).resolve().parents[1]
CONTRACT = ROOT / "contract" / "openapi.yaml"
CLIENT, BODIES, RECORDS, ANSWERS = (
    "services/models/contract.py",
    "ministry/contract/bodies.py",
    "ministry/contract/records.py",
    "ministry/contract/answers.py",
)
HEADER = '"""Written by `make contract` from contract/openapi.yaml. Do not edit."""\n'

_NOT_READ = ("Status", "Body", "PlainText")
"""Endings of the names of what the client does not read, or makes of the record that it keeps."""
_PUBLISHED = {"Catalogue", "Places"}
"""Checked when they are published, and then given as bytes."""
_KEPT_LIMITS = {"MAX_PAPER", "MAX_ANSWER"}
"""Those that the server has no type for."""
_COMMON: dict[str, Any] = {
    "input_file_type": InputFileType.OpenAPI,
    "target_python_version": PythonVersion.PY_311,
    "custom_file_header": HEADER,
    "formatters": [],
    "use_annotated": True,
    "field_constraints": True,
    "use_schema_description": True,
    "use_single_line_docstring": True,
    "use_type_alias": True,
    "additional_imports": ["typing.Final"],
}


def generated() -> dict[str, str]:
    """Return what belongs into each file, by its path."""
    document = yaml.safe_load(CONTRACT.read_text(encoding="utf-8"))
    schemas = named(document)
    records = reached({*_PUBLISHED, "Person"}, schemas)
    return {
        CLIENT: _client(document),
        BODIES: strict(reached(in_operations(document, "requestBody"), schemas), BODIES),
        RECORDS: strict(records, RECORDS),
        ANSWERS: _answers(document),
    }


def _client(document: Schema) -> str:
    schemas = named(document)
    shapes = {
        name: widened(name, schema, schemas)
        for name, schema in schemas.items()
        if not name.endswith(_NOT_READ) and not is_inlined(schema)
    }
    shapes["ProblemType"] = {"type": "string", "enum": [name for name, _, _ in problems(document)]}
    text = _generate(
        shapes,
        DataModelType.DataclassesDataclass,
        dataclass_arguments={"frozen": True, "slots": True},
        strict_nullable=True,
        use_specialized_enum=True,
        capitalise_enum_members=True,
        use_field_description=True,
        use_inline_field_description=True,
    )
    facts = [
        "BY_STATUS: Final = {",
        *(f"    {status}: ProblemType.{constant(name)}," for status, name in by_status(document)),
        "}",
        '"""The usual problem of a status."""',
        *(f"{name}: Final = {value}" for name, value in limits(document).items()),
        'PICTOGRAMS: Final = frozenset(\n"""',
        textwrap.fill(" ".join(schemas["Pictogram"]["x-extensible-enum"]), 100),
        '""".split())',
    ]
    return _formatted(text + "\n".join(facts), CLIENT)


def strict(schemas: Schemas, path: str) -> str:
    """Return models of what comes in.

    Each text is one line, but `PlainText`.
    """
    checked = {name: CHECKED + name for name in ("Time", "Day", "Answer", "PlainText")}
    text = _generate(
        {
            name: {"type": "string"} if name in checked else bare(one_line(schema))
            for name, schema in schemas.items()
        },
        DataModelType.PydanticV2BaseModel,
        base_class=CHECKED + "Body",
        enum_field_as_literal="all",
        strict_nullable=True,
        type_overrides=checked,
    )
    return _formatted(text, path)


def _answers(document: Schema) -> str:
    schemas = named(document)
    names = {*in_operations(document, "responses"), "FieldError"} - _PUBLISHED
    found = reached(names, schemas)
    shapes = {name: loosened(schema) for name, schema in found.items()}
    shapes |= {"Text": OPEN["Text"], "Answer": {}}
    shapes["ProblemName"] = {"type": "string", "enum": [name for name, _, _ in problems(document)]}
    text = _generate(
        shapes, DataModelType.TypingTypedDict, enum_field_as_literal="all", use_closed_typed_dict=False
    )
    table = [f"    {name!r}: ({status}, {title!r})," for name, status, title in problems(document)]
    facts = [
        "PROBLEMS: Final[dict[ProblemName, tuple[int, str]]] = {",
        *table,
        "}",
        '"""Status and title."""',
        f"ID_PATTERN: Final = {schemas['Id']['pattern']!r}",
        *(f"{name}: Final = {value}" for name, value in limits(document).items() if name in _KEPT_LIMITS),
    ]
    return _formatted(text + "\n".join(facts), ANSWERS)


def _generate(schemas: Schemas, kind: DataModelType, **options: Any) -> str:
    document = {
        "openapi": "3.1.0",
        "info": {"title": "shapes", "version": "1"},
        "paths": {},
        "components": {"schemas": _filled(schemas)},
    }
    return str(generate(document, output_model_type=kind, **_COMMON, **options)) + "\n"


def _filled(node: Any) -> Any:
    """Return the schemas with descriptions folded for the code."""
    if isinstance(node, list):
        return [_filled(each) for each in node]
    if not isinstance(node, dict):
        return node
    return {
        key: textwrap.fill(" ".join(value.split()), 100)
        if key == "description" and isinstance(value, str)
        else _filled(value)
        for key, value in node.items()
    }


def _formatted(text: str, path: str) -> str:
    for command in (["check", "--fix", "--exit-zero", "--select", "E402,I,UP,F401", "--quiet"], ["format"]):
        run = [sys.executable, "-m", "ruff", *command, "--stdin-filename", path, "-"]
        text = subprocess.run(run, input=text, capture_output=True, text=True, check=True, cwd=ROOT).stdout
    return text


if __name__ == "__main__":
    for path, text in generated().items():
        (ROOT / path).parent.mkdir(exist_ok=True)
        (ROOT / path).write_text(text, encoding="utf-8")

"""The schemas of the contract, brought into the form that each side has types of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeAlias

Schema: TypeAlias = dict[str, Any]
Schemas: TypeAlias = dict[str, Schema]

_REF = "#/components/schemas/"
_NULL = {"type": "null"}
_CHECKS = {
    "pattern",
    "format",
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "minItems",
    "maxItems",
    "const",
}
_OTHER = {"maxProperties", "propertyNames", "examples", "x-extensible-enum", "x-max-length"}
OPEN: Schemas = {
    "Text": {"type": "object", "additionalProperties": {"type": "string"}},
    "Language": {"type": "string"},
    "Answer": {},
}
"""What the client reads more widely: languages are added, and of an answer the form knows the type."""
CHECKED = "ministry.contract.checked."


def named(document: Schema) -> Schemas:
    """Return the named schemas; the problems become a table of their own."""
    return {name: schema for name, schema in document["components"]["schemas"].items() if name != "Problem"}


def widened(name: str, schema: Schema, schemas: Schemas) -> Schema:
    """Return a named schema as the client reads it."""
    if name in OPEN:
        return {key: schema[key] for key in ("description",) if key in schema} | OPEN[name]
    open_ = _read(schema, schemas)
    return {**open_, "enum": schema["enum"]} if "enum" in schema else open_


def _read(schema: Schema, schemas: Schemas) -> Schema:
    schema = _inlined(schema, schemas)
    kinds = set(_as_list(schema.get("type", [])))
    may_be_null = "null" in kinds or None in schema.get("enum", ())
    kinds -= {"null"}
    if "enum" in schema:
        kinds = {"string"}
    read = {
        key: value
        for key, value in schema.items()
        if key not in _CHECKS | _OTHER | {"enum", "type", "properties", "required"} and value is not False
    }
    if len(kinds) == 1:
        read["type"] = [*kinds, "null"] if may_be_null else next(iter(kinds))
    for key in ("items", "additionalProperties"):
        if isinstance(read.get(key), dict):
            read[key] = _read(read[key], schemas)
    if "oneOf" in read:
        read["oneOf"] = [each if each == _NULL else _read(each, schemas) for each in read["oneOf"]]
    if "properties" in schema:
        members = {
            name: _read({} if each is True else each, schemas) for name, each in schema["properties"].items()
        }
        needed = [name for name in schema.get("required", ()) if not _may_lack(members[name])]
        for name, member in members.items():
            if name not in needed and member.get("type") in ("array", "object"):
                member.setdefault("default", [] if member["type"] == "array" else {})
        read |= {"properties": members, "required": needed}
    return read


def _inlined(schema: Schema, schemas: Schemas) -> Schema:
    """Return the schema itself for the name of a list or nullable."""
    name = schema.get("$ref", "").removeprefix(_REF)
    if name not in schemas or not is_inlined(schemas[name]):
        return schema
    return {**schemas[name], **{key: value for key, value in schema.items() if key != "$ref"}}


def is_inlined(schema: Schema) -> bool:
    return _may_lack(schema) or schema.get("type") == "array"


def _may_lack(schema: Schema) -> bool:
    return (
        "default" in schema or "null" in _as_list(schema.get("type", ())) or _NULL in schema.get("oneOf", ())
    )


def _as_list(value: Any) -> list[Any]:
    return [value] if isinstance(value, str) else list(value)


def _everywhere(schema: Any, change: Callable[[Schema], Schema]) -> Any:
    """Return a schema changed, and so each schema within it."""
    if isinstance(schema, list):
        return [_everywhere(each, change) for each in schema]
    if not isinstance(schema, dict):
        return schema
    changed = {key: value for key, value in change(schema).items() if value is not False}
    for key in ("items", "additionalProperties", "propertyNames", "oneOf"):
        if key in changed:
            changed[key] = _everywhere(changed[key], change)
    if "properties" in changed:
        members = changed["properties"].items()
        changed["properties"] = {name: _everywhere(each, change) for name, each in members}
    return changed


def loosened(schema: Schema) -> Schema:
    """Return a schema without what types do not say.

    An enum in place is a text.
    """
    left_out = _CHECKS | _OTHER | {"default", "enum"}
    loose = _everywhere(
        schema, lambda each: {key: value for key, value in each.items() if key not in left_out}
    )
    return {**loose, "enum": schema["enum"]} if "enum" in schema else loose


def bare(schema: Schema) -> Schema:
    """Return a schema without what people read or `Body` says."""

    def change(each: Schema) -> Schema:
        kept = {key: value for key, value in each.items() if key not in ("examples", "description")}
        if kept.get("$ref") == _REF + "PlainText":
            # The generator loses the limits beside a reference.
            return {**kept, "$ref": None, "type": "string", "customTypePath": CHECKED + "PlainText"}
        return kept

    bared: Schema = _everywhere(schema, change)
    return bared


def one_line(schema: Schema) -> Schema:
    """Return a schema whose free texts are one line each.

    None is blank that must not be empty.
    """

    def change(each: Schema) -> Schema:
        if each.get("type") != "string" or each.keys() & {"pattern", "enum", "format", "const"}:
            return each
        seen = {"pattern": r"\S"} if each.get("minLength") else {}
        return {**each, **seen, "customTypePath": CHECKED + "OneLine"}

    lined: Schema = _everywhere(schema, change)
    return lined


def _refs(node: Any, document: Schema) -> Iterator[str]:
    """Yield the names of the schemas within a node."""
    if isinstance(node, list):
        for each in node:
            yield from _refs(each, document)
    elif isinstance(node, dict):
        ref = node.get("$ref", "")
        if ref.startswith(_REF):
            yield ref.removeprefix(_REF)
        elif ref.startswith("#/components/responses/"):
            yield from _refs(document["components"]["responses"][ref.rpartition("/")[2]], document)
        for key, value in node.items():
            if key not in ("headers", "parameters", "examples", "links"):
                yield from _refs(value, document)


def in_operations(document: Schema, part: str) -> list[str]:
    """Return the names of the schemas in a part of all operations."""
    operations = (
        each for path in document["paths"].values() for each in path.values() if isinstance(each, dict)
    )
    return [name for each in operations for name in _refs(each.get(part), document)]


def reached(names: Iterable[str], schemas: Schemas) -> Schemas:
    """Return the named schemas and those within them, in order."""
    left, found = [*names], set[str]()
    while left:
        name = left.pop()
        if name in schemas and name not in found:
            found.add(name)
            left += _refs(schemas[name], {})
    return {name: schema for name, schema in schemas.items() if name in found}


def problems(document: Schema) -> list[tuple[str, int, str]]:
    """Return name, status and title of each problem, from its example."""
    examples = [each["value"] for each in document["components"]["examples"].values()]
    told = {each["type"]: each for each in examples if isinstance(each, dict) and "title" in each}
    types = document["components"]["schemas"]["Problem"]["properties"]["type"]["enum"]
    return [(each.rpartition(":")[2], told[each]["status"], told[each]["title"]) for each in types]


def by_status(document: Schema) -> list[tuple[int, str]]:
    first: dict[int, str] = {}
    for name, status, _ in problems(document):
        first.setdefault(status, name)
    return list(first.items())


def limits(document: Schema) -> dict[str, Any]:
    """Return limits that a person meets.

    Characters, of each body with a text; bytes of a paper; characters of an answer, by its type.
    """
    schemas = document["components"]["schemas"]
    creation = document["paths"]["/v1/uploads"]["post"]["parameters"]
    length = next(each for each in creation if each.get("name") == "Upload-Length")
    texts = {
        f"MAX_{constant(name.removesuffix('Body'))}": schema["properties"]["text"]["maxLength"]
        for name, schema in schemas.items()
        if name.endswith("Body") and "text" in schema["properties"]
    }
    return {
        **texts,
        "MAX_NOTE": schemas["ReplyBody"]["properties"]["note"]["maxLength"],
        "MAX_PAPER": length["schema"]["maximum"],
        "MAX_ANSWER": schemas["Answer"]["x-max-length"],
    }


def constant(name: str) -> str:
    return name.upper().replace("-", "_")

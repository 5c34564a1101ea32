"""Written by `make contract` from contract/openapi.yaml. Do not edit."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StringConstraints
from typing_extensions import TypeAliasType

from ministry.contract.checked import Answer, Body, OneLine, PlainText, Time

Id = TypeAliasType(
    "Id",
    Annotated[str, Field(pattern="^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")],
)


Language = TypeAliasType("Language", Literal["ar", "fr", "en", "kab"])


Sha256 = TypeAliasType("Sha256", Annotated[str, Field(pattern="^[0-9a-f]{64}$")])


class CodeWanted(Body):
    number: Annotated[str, Field(pattern="^[0-9]{12}$")]


class CodeGiven(Body):
    challenge_id: Id
    code: Annotated[str, Field(pattern="^[0-9]{6}$")]


class RefreshTokenGiven(Body):
    model_config = ConfigDict(
        arbitrary_types_allowed=True,
    )
    refresh_token: Annotated[OneLine, Field(max_length=256, min_length=1, pattern="\\S")]


Name = TypeAliasType("Name", Annotated[str, Field(pattern="^[a-z][a-z0-9_]{0,63}$")])


FormVersion = TypeAliasType(
    "FormVersion", Annotated[str, Field(max_length=32, min_length=1, pattern="^[A-Za-z0-9._-]+$")]
)


class AttachedPaper(Body):
    question_id: Name
    document_id: Id
    sha256: Sha256


class RequestBody(Body):
    service_id: Name
    form_version: FormVersion
    language: Language
    created_at: Time
    answers: Annotated[
        dict[Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$")], Answer],
        Field(max_length=200),
    ]
    papers: Annotated[list[AttachedPaper], Field(max_length=50)]


PlainTextModel = TypeAliasType("PlainTextModel", str)


class MessageBody(Body):
    model_config = ConfigDict(
        arbitrary_types_allowed=True,
    )
    text: Annotated[PlainText, Field(max_length=4000, min_length=1, pattern="\\S")]
    language: Language
    sent_at: Time


class ReplyBody(Body):
    model_config = ConfigDict(
        arbitrary_types_allowed=True,
    )
    papers: Annotated[list[AttachedPaper], Field(max_length=20, min_length=1)]
    note: Annotated[PlainText, Field(max_length=2000)] = ""
    sent_at: Time

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services import codec
from services.models.case import Case, CaseState
from services.models.catalogue import Condition, Form
from services.models.person import Person
from services.models.request import Draft, RawInput, Receipt
from tests.unit.forms import strategies

RECEIPT = {"id": "1", "reference": "QXXX-XXXX", "service_id": "s", "received_at": "2026-11-21T18:00:00Z"}
CASE: dict[str, Any] = {
    "id": "1",
    "reference": "Q",
    "service_id": "s",
    "state": "received",
    "opened_at": "",
    "updated_at": "",
    "timeline": [],
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def test_unknown_keys_are_of_a_newer_ministry_and_ignored() -> None:
    assert codec.structure({**RECEIPT, "priority": "high"}, Receipt) == Receipt(**RECEIPT)


@pytest.mark.parametrize("wrong", [{**RECEIPT, "id": 1}, {"id": "1"}, [], "x", None, {**RECEIPT, "id": None}])
def test_another_shape_is_refused_without_telling_what_it_held(wrong: Any) -> None:
    with pytest.raises(codec.ShapeError) as caught:
        codec.structure(wrong, Receipt)
    assert caught.value.target == "Receipt"
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


@pytest.mark.parametrize(
    "changed", [{"state": "lost"}, {"timeline": "x"}, {"timeline": {}}, {"unread_messages": True}]
)
def test_nothing_is_bent_into_shape(changed: dict[str, Any]) -> None:
    assert codec.structure(CASE, Case).state is CaseState.RECEIVED
    with pytest.raises(codec.ShapeError):
        codec.structure({**CASE, **changed}, Case)


@given(value=JSON)
@pytest.mark.parametrize("target", [Person, Case, Form, Draft, Condition])
def test_any_json_is_a_model_or_a_typed_error(target: type[Any], value: Any) -> None:
    try:
        codec.structure(value, target)
    except codec.ShapeError:
        return


@given(inputs=st.dictionaries(st.text(max_size=3), strategies.RAW_INPUTS, max_size=3))
def test_a_draft_comes_back_as_it_was_kept(inputs: dict[str, RawInput]) -> None:
    draft = Draft("1", "s", "1", "fr", "a", "b", inputs, {"p": ["d"]})
    assert codec.structure(codec.unstructure(draft), Draft) == draft


@given(form=strategies.forms())
def test_a_form_comes_back_from_its_json(form: Form) -> None:
    assert codec.parse(codec.dump(form), Form) == form


@pytest.mark.parametrize("raw", [b"", b"<html>", b"\xff", b"[" * 100_000])
def test_bytes_that_are_no_json_are_a_typed_error(raw: bytes) -> None:
    with pytest.raises(codec.ShapeError):
        codec.parse(raw, Receipt)

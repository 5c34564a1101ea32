"""What the server answers is what the contract says, whatever it is sent, and along the contract's links."""

from __future__ import annotations

from contextlib import suppress
from copy import deepcopy
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import FlakyStrategyDefinition
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import (
    allow_header_conformance,
    content_type_conformance,
    ignored_auth,
    missing_required_header,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from tests.contract.conftest import World
from tests.contract.test_document import operations

CHECKS = [
    not_a_server_error,
    allow_header_conformance,
    content_type_conformance,
    ignored_auth,
    missing_required_header,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
]
"""Not among them: that all data of the right shape is taken. A form takes less than its shape."""

REFUSALS = [400, 401, 404, 405, 409, 410, 412, 413, 415, 422, 423, 429, 460]
schemathesis.serializer.alias("application/offset+octet-stream", "application/octet-stream")


def bounded(examples: int, steps: int = 6) -> settings:
    return settings(
        max_examples=examples,
        stateful_step_count=steps,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


@pytest.fixture
def api(world: World) -> Any:
    token = world.bearer()["Authorization"].removeprefix("Bearer ")
    configured = {
        "auth": {"openapi": {"bearer": {"bearer": token}}},
        "checks": {"negative_data_rejection": {"expected-statuses": REFUSALS}},
    }
    return schemathesis.openapi.from_asgi(
        "/v1/openapi.yaml", world.app, config=SchemathesisConfig.from_dict(configured)
    )


@pytest.mark.parametrize("name", [name for name, _ in operations()])
def test_every_operation_answers_as_the_contract_says(api: Any, name: str) -> None:
    method, path = name.split(" ")

    @bounded(12)
    @given(case=st.one_of(api[path][method].as_strategy(generation_mode=mode) for mode in GenerationMode))
    def conforms(case: Any) -> None:
        case.call_and_validate(checks=CHECKS)

    conforms()


def test_what_is_sent_can_be_followed_along_the_links(api: Any, world: World) -> None:
    # From a request that was taken to its case and its messages, in any order that the contract links.
    body = world.request_body("affiliation_certificate")
    seen: set[tuple[str, int]] = set()

    class Links(api.as_state_machine()):  # type: ignore[misc]
        def before_call(self, case: Any) -> None:
            # Shapes alone never make a form complete; ours is, and its id stays what was drawn.
            if case.operation.definition.raw["operationId"] == "sendRequest":
                case.body, case.media_type = deepcopy(body), "application/json"

        def validate_response(self, response: Any, case: Any, **_: Any) -> None:
            seen.add((case.operation.definition.raw["operationId"], response.status_code))
            # Without the check for wrong data being refused: the body was made right above.
            case.validate_response(response, checks=CHECKS, excluded_checks=[negative_data_rejection])

    for number in range(12):
        # The ministry remembers what was sent before, so no way can be gone twice alike, which Hypothesis wants to
        # rely on from one to the next: each gets a run of its own. (The first of each run is the simplest one.)
        with suppress(FlakyStrategyDefinition):
            seed(number)(Links).run(settings=bounded(2))
    # Which links are drawn changes with every word of the contract; that some are followed does not.
    assert ("sendRequest", 201) in seen
    assert seen & {("getRequest", 200), ("getCase", 200), ("listMessages", 200)}

"""Sign-in: codes that are good once, tokens that rotate, and nothing that tells who is insured."""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import text

from tests.contract.conftest import AMINA, BRAHIM, World, problem
from tests.postgres import written

UNKNOWN = "111111111111"


def test_a_code_signs_in_and_is_good_once(world: World) -> None:
    challenge, code = world.code_for(AMINA.number)
    given = {"challenge_id": challenge, "code": code}
    answer = world.http.post("/v1/sign-in/tokens", json=given)
    assert answer.status_code == 200
    person = world.http.get(
        "/v1/person", headers={"Authorization": f"Bearer {answer.json()['access_token']}"}
    )
    assert person.json() == AMINA.model_dump()
    assert problem(world.http.post("/v1/sign-in/tokens", json=given)) == "code-expired"


def test_an_unknown_number_is_answered_alike(world: World) -> None:
    answers = [world.http.post("/v1/sign-in/codes", json={"number": n}) for n in (AMINA.number, UNKNOWN)]
    assert [answer.status_code for answer in answers] == [202, 202]
    known, unknown = (answer.json() for answer in answers)
    assert known.keys() == unknown.keys()
    assert (known["expires_at"], known["resend_after"]) == (unknown["expires_at"], unknown["resend_after"])
    again = world.http.post("/v1/sign-in/codes", json={"number": UNKNOWN}).json()
    assert again["phone_hint"] == unknown["phone_hint"]
    for challenge in (known, unknown):
        wrong = world.http.post(
            "/v1/sign-in/tokens", json={"challenge_id": challenge["challenge_id"], "code": "000000"}
        )
        assert (problem(wrong), wrong.json()["tries_left"]) == ("wrong-code", 4)


def test_a_code_is_not_sent_to_an_unknown_number(world: World) -> None:
    assert world.code_for(UNKNOWN)[1] is None


def test_five_wrong_tries_end_a_code(world: World) -> None:
    challenge, code = world.code_for(AMINA.number)
    wrong = f"{(int(code or 0) + 1) % 10**6:06d}"
    left = [
        world.http.post("/v1/sign-in/tokens", json={"challenge_id": challenge, "code": wrong}).json()[
            "tries_left"
        ]
        for _ in range(5)
    ]
    assert left == [4, 3, 2, 1, 0]
    right = world.http.post("/v1/sign-in/tokens", json={"challenge_id": challenge, "code": code})
    assert problem(right) == "code-expired"


def test_a_code_ends_after_ten_minutes(world: World) -> None:
    challenge, code = world.code_for(AMINA.number)
    world.clock.forward(minutes=10)
    answer = world.http.post("/v1/sign-in/tokens", json={"challenge_id": challenge, "code": code})
    assert problem(answer) == "code-expired"


@pytest.mark.parametrize("number", [AMINA.number, UNKNOWN])
def test_too_many_codes_have_to_wait(world: World, number: str) -> None:
    allowed = world.ministry.context.settings.codes_per_hour
    for _ in range(allowed):
        world.code_for(number)
    answer = world.http.post("/v1/sign-in/codes", json={"number": number})
    assert problem(answer) == "rate-limited"
    world.clock.forward(seconds=int(answer.headers["retry-after"]))
    assert world.http.post("/v1/sign-in/codes", json={"number": number}).status_code == 202


def test_an_access_token_ends_and_is_renewed(world: World) -> None:
    tokens = world.sign_in(AMINA.number)
    world.clock.forward(seconds=tokens["expires_in"])
    old = world.http.get("/v1/person", headers={"Authorization": f"Bearer {tokens['access_token']}"})
    assert problem(old) == "unauthenticated"
    fresh = world.http.post("/v1/sign-in/refresh", json={"refresh_token": tokens["refresh_token"]}).json()
    new = world.http.get("/v1/person", headers={"Authorization": f"Bearer {fresh['access_token']}"})
    assert new.status_code == 200


def test_signing_out_ends_all_tokens_of_the_sign_in_only(world: World) -> None:
    here, there = world.sign_in(AMINA.number), world.sign_in(AMINA.number)
    assert world.http.post("/v1/sign-out", json={"refresh_token": here["refresh_token"]}).status_code == 204
    statuses = [
        world.http.get(
            "/v1/person", headers={"Authorization": f"Bearer {tokens['access_token']}"}
        ).status_code
        for tokens in (here, there)
    ]
    assert statuses == [401, 200]
    assert world.http.post("/v1/sign-out", json={"refresh_token": "unknown"}).status_code == 204


def test_neither_codes_nor_tokens_stand_in_the_database(world: World) -> None:
    challenge, code = world.code_for(AMINA.number)
    tokens = world.sign_in(BRAHIM.number)
    kept = ""
    with written(world.ministry.context.database) as session:
        for table in ("challenge", "sign_in", "access_token", "refresh_token"):
            kept += str(session.execute(text(f"SELECT * FROM {table}")).all())
    assert challenge in kept
    for secret in (tokens["access_token"], tokens["refresh_token"], AMINA.number, f"'{code}'"):
        assert secret not in kept


def test_tokens_rotate_and_a_reused_one_ends_its_family(world: World) -> None:
    class Families(RuleBasedStateMachine):
        """Whatever the order: the last token of a family works, any older one ends the family for good."""

        live: Bundle[str] = Bundle("live")

        def __init__(self) -> None:
            super().__init__()
            self.family: dict[str, int] = {}
            self.access: dict[int, str] = {}
            self.ended: set[int] = set()

        @rule(target=live)
        def sign_in(self) -> str:
            world.clock.forward(hours=1)
            tokens = world.sign_in(AMINA.number)
            number = len(self.family)
            return self._keep(tokens, number)

        @rule(target=live, token=consumes(live))
        def refresh(self, token: str) -> str:
            answer = world.http.post("/v1/sign-in/refresh", json={"refresh_token": token})
            number = self.family[token]
            if number in self.ended:
                assert answer.status_code == 401
                return token
            assert answer.status_code == 200
            again = world.http.post("/v1/sign-in/refresh", json={"refresh_token": token})
            assert problem(again) == "token-reused"
            self.ended.add(number)
            return self._keep(answer.json(), number)

        @rule(target=live, token=consumes(live))
        def refresh_once(self, token: str) -> str:
            answer = world.http.post("/v1/sign-in/refresh", json={"refresh_token": token})
            number = self.family[token]
            assert answer.status_code == (401 if number in self.ended else 200)
            return token if number in self.ended else self._keep(answer.json(), number)

        @invariant()
        def only_living_families_are_let_in(self) -> None:
            for number, token in self.access.items():
                answer = world.http.get("/v1/person", headers={"Authorization": f"Bearer {token}"})
                if number in self.ended:
                    assert answer.status_code == 401

        def _keep(self, tokens: dict[str, str], number: int) -> str:
            self.family[tokens["refresh_token"]] = number
            self.access[number] = tokens["access_token"]
            return tokens["refresh_token"]

    run_state_machine_as_test(
        Families, settings=settings(max_examples=15, stateful_step_count=10, derandomize=True)
    )

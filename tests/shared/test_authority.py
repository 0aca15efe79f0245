"""Whose word counts: tokens that name an actor, and what that actor may do."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from shared import authority
from shared.authority import Signer, TrustedKey, Verifier, allow, check_guarded, encode_key, public_key
from shared.contracts import (
    COACH,
    FRONT_DESK,
    GUEST,
    HEAD_OFFICE,
    MEMBER,
    SERVICE,
    VENUE_MANAGER,
    Actor,
    Command,
    Id,
    NotAllowed,
    Query,
    Row,
)

NOW = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
GATEWAY, PARTNER = encode_key(b"g" * 32), encode_key(b"p" * 32)
KEYS = TrustedKey.ring(
    {
        "gateway": {"public": public_key(GATEWAY), "roles": [HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, MEMBER]},
        "partner": {"public": public_key(PARTNER), "roles": [MEMBER]},
    }
)
CLERK = Actor(id="clerk", roles=(FRONT_DESK,), venues=("east", "west"))
ANNE = Actor(id="user-of-anne", roles=(MEMBER,), member_id="anne")


def seconds(count: float) -> datetime:
    return NOW + timedelta(seconds=count)


@pytest.mark.parametrize("actor", [CLERK, ANNE, Actor(id="boss", roles=(HEAD_OFFICE, FRONT_DESK))])
def test_a_token_gives_back_the_actor_that_it_was_made_for(actor: Actor) -> None:
    token = Signer("gateway", GATEWAY).token(actor, "toys", NOW)
    assert Verifier(KEYS).actor(token, "toys", seconds(59)) == actor


@pytest.mark.parametrize("late", [60, 61, 3600])
def test_a_token_ends_after_a_minute_also_when_it_was_seen_before(late: float) -> None:
    token, verifier = Signer("gateway", GATEWAY).token(CLERK, "toys", NOW), Verifier(KEYS)
    assert verifier.actor(token, "toys", NOW) == CLERK
    with pytest.raises(NotAllowed, match="expired"):
        verifier.actor(token, "toys", seconds(late))


def test_a_token_from_the_future_is_not_taken_beyond_the_difference_of_clocks() -> None:
    token, verifier = Signer("gateway", GATEWAY).token(CLERK, "toys", NOW), Verifier(KEYS)
    assert verifier.actor(token, "toys", seconds(-4)) == CLERK
    with pytest.raises(NotAllowed, match="not valid yet"):
        verifier.actor(token, "toys", seconds(-6))


def test_a_token_for_one_service_opens_no_other_even_when_remembered() -> None:
    token, verifier = Signer("gateway", GATEWAY).token(CLERK, "toys", NOW), Verifier(KEYS)
    with pytest.raises(NotAllowed, match="not genuine"):
        verifier.actor(token, "books", NOW)
    verifier.actor(token, "toys", NOW)
    with pytest.raises(NotAllowed, match="another service"):
        verifier.actor(token, "books", NOW)


def test_a_partner_key_can_speak_for_members_but_makes_nobody_head_office() -> None:
    partner, verifier = Signer("partner", PARTNER), Verifier(KEYS)
    assert verifier.actor(partner.token(ANNE, "toys", NOW), "toys", NOW) == ANNE
    boss = replace(ANNE, roles=(MEMBER, HEAD_OFFICE))
    with pytest.raises(NotAllowed, match="cannot give"):
        verifier.actor(partner.token(boss, "toys", NOW), "toys", NOW)


def test_a_token_that_claims_a_long_life_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(authority, "LIFETIME", 3600)
    token = Signer("gateway", GATEWAY).token(CLERK, "toys", NOW)
    monkeypatch.undo()
    with pytest.raises(NotAllowed, match="lives too long"):
        Verifier(KEYS).actor(token, "toys", NOW)


def forgeries() -> list[str]:
    good = Signer("gateway", GATEWAY).token(CLERK, "toys", NOW)
    head, claims, signature = good.split(".")
    other = Signer("gateway", GATEWAY).token(ANNE, "toys", NOW).split(".")[1]
    unsigned = "eyJhbGciOiJub25lIiwia2lkIjoiZ2F0ZXdheSJ9"  # {"alg": "none", "kid": "gateway"}
    return [
        "",
        "no token at all",
        f"{head}.{other}.{signature}",
        f"{head}.{claims}.",
        f"{unsigned}.{claims}.",
        Signer("gateway", PARTNER).token(CLERK, "toys", NOW),
        Signer("nobody", GATEWAY).token(CLERK, "toys", NOW),
    ]


@pytest.mark.parametrize("forged", forgeries())
def test_what_no_trusted_key_signed_names_nobody(forged: str) -> None:
    with pytest.raises(NotAllowed, match="not genuine"):
        Verifier(KEYS).actor(forged, "toys", NOW)


def test_no_more_than_a_bounded_number_of_tokens_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(authority, "REMEMBERED", 3)
    signer, verifier = Signer("gateway", GATEWAY), Verifier(KEYS)
    for number in range(20):
        verifier.actor(signer.token(replace(CLERK, id=str(number)), "toys", NOW), "toys", NOW)
    assert len(verifier._proven) <= 3


class LendToy(Command, by=(FRONT_DESK, HEAD_OFFICE, MEMBER)):
    venue_id: Id
    member_id: Id


class PriceToys(Command, by=(VENUE_MANAGER, HEAD_OFFICE)):
    venue_id: Id | None = None


class CountToys(Command, by=(SERVICE,)):
    count: int = 0


class JoinIn(Command, by=(GUEST, MEMBER)):
    name: str = "x"


class ToyRow(Row):
    toy: str


class LoanRow(Row):
    toy: str
    member_id: Id


class OpenDays(Query, by=(MEMBER, FRONT_DESK), answers=ToyRow):
    day: str = "Monday"


class WishList(Query, by=(MEMBER,), answers=ToyRow):
    member_id: Id


EAST = LendToy(venue_id="east", member_id="anne")
BOSS = Actor(id="boss", roles=(HEAD_OFFICE,), venues=())
STEWARD = Actor(id="steward", roles=(VENUE_MANAGER,), venues=("east",))

ALLOWED = [
    ("the desk at its own venue", CLERK, EAST),
    ("head office anywhere", BOSS, EAST),
    ("head office for the whole chain", BOSS, PriceToys()),
    ("a manager at the own venue", STEWARD, PriceToys(venue_id="east")),
    ("a member for themself", ANNE, EAST),
    ("the desk for any member", replace(CLERK, roles=(MEMBER, FRONT_DESK), member_id="bob"), EAST),
    ("a service what services do", Actor.service("toys"), CountToys()),
    ("a guest what is open to guests", Actor(id="g", roles=(GUEST,)), JoinIn()),
    ("a member what is open to guests", ANNE, JoinIn()),
    ("a member an open question", ANNE, OpenDays()),
    ("a member about themself", ANNE, WishList(member_id="anne")),
]
DENIED = [
    ("the desk at a strange venue", replace(CLERK, venues=("north",)), EAST),
    ("the desk without any venue", replace(CLERK, venues=()), EAST),
    ("another role", replace(CLERK, roles=(COACH,)), EAST),
    ("no role", replace(CLERK, roles=()), EAST),
    ("a service what people do", Actor.service("toys"), EAST),
    ("head office what only services do", BOSS, CountToys()),
    ("a manager for the whole chain", STEWARD, PriceToys()),
    ("a member for another", replace(ANNE, member_id="bob"), EAST),
    ("a member without a number", replace(ANNE, member_id=None), EAST),
    ("a member about another", ANNE, WishList(member_id="bob")),
    ("a guest for a member", Actor(id="g", roles=(GUEST,), member_id="anne"), WishList(member_id="anne")),
]


@pytest.mark.parametrize(("actor", "message"), [c[1:] for c in ALLOWED], ids=[c[0] for c in ALLOWED])
def test_allowed(actor: Actor, message: Command | Query) -> None:
    allow(actor, message)


@pytest.mark.parametrize(("actor", "message"), [c[1:] for c in DENIED], ids=[c[0] for c in DENIED])
def test_denied(actor: Actor, message: Command | Query) -> None:
    with pytest.raises(NotAllowed):
        allow(actor, message)


def test_a_message_of_members_that_names_no_member_is_found_before_it_is_served() -> None:
    check_guarded([LendToy, JoinIn, OpenDays, WishList, CountToys])

    class TakeToy(Command, by=(MEMBER,)):
        toy: str

    class AllLoans(Query, by=(FRONT_DESK, MEMBER), answers=LoanRow):
        toy: str

    for careless in (TakeToy, AllLoans):
        with pytest.raises(TypeError, match=careless.__name__):
            check_guarded([LendToy, careless])

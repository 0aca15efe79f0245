"""Every aggregate has a state machine that holds its decider against a model, or stands here among those without.

An aggregate is a kind of stream: `session` of `session-{session_id}`. What a machine foresees of it are the events that
its model names. Who adds an aggregate gives it a machine, or says here what it is without one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from shared.contracts import Event, catalogue

pytestmark = pytest.mark.thorough
TESTS = Path(__file__).parent
SERVICES = ("members", "cards", "booking", "finance", "engagement")

MACHINES = {
    "booking": {
        "booking/course": "course pastbooking",
        "booking/room": "timetable room roomday coachday",
        "booking/session": "session booking diary",
        "shared/hearsay": "member ladder level",
    },
    "cards": {
        "cards/card": "card overrides",
        "cards/lots": "card",
        "cards/gates": "gate cardgrades refundinterest",
        "cards/guests": "card",
        "cards/numbers": "cardnumber",
        "cards/product": "product",
        "cards/change": "card product",
        "cards/renewal": "card product",
        "cards/sharing": "card wards",
        "shared/hearsay": "member",
    },
    "finance": {
        "finance/order": "order till",
        "finance/prices": "price",
        "finance/debts": "debt debtpolicies",
        "finance/terms": "order paiddays incomepolicies refundinterest",
        "finance/charges": "order charges safetystops payer",
        "finance/partners": "order partneraccount",
        "shared/hearsay": "member ladder level payer partner partnerright",
    },
    "engagement": {"engagement/points": "points pointsrules"},
    "members": {
        "members/life": "member phone number",
        "members/staff": "staff venue",
        "members/family": "guardians family ties",
        "members/level": "ladder level",
    },
}
"""Which machine, `tests/<service>/test_machine_<name>.py`, covers which aggregates of a service."""

BY_EXAMPLES_ALONE = {
    "booking": {"wards": "a set of children"},
    "cards": {
        "closures": "tests/cards/test_close_venue.py, tests/cards/test_days_add_up.py",
        "contract": "the last word of members",
        "contracts": "the last word of members",
        "crowd": "a count; tests/cards/test_capacity.py",
        "gatedevice": "when a device was heard",
        "holder": "tests/cards/test_shut_doors.py",
        "shelf": "a list of cards a closure tells",
        "waiver": "the last word of members",
        "waivers": "the last word of members",
    },
    "finance": {
        "caps": "dated values",
        "card": "what cards says of a card",
        "offer": "claimed once",
        "offers": "dated values",
        "partnerprice": "dated values",
        "prepaid": "sums of what cards says",
        "product": "what cards says of a product",
    },
    "engagement": {},
    "members": {
        "agreement": "accepted once an edition",
        "agreements": "dated values",
        "body": "a list of measurements",
        "class": "who has a seat in whose class",
        "coach": "lists of what a coach learned",
        "coaching": "who coaches whom",
        "codes": "a count a day",
        "confirmation": "when data were confirmed",
        "consent": "tests/members/test_consents_and_checks.py",
        "contacts": "a list of contacts",
        "datasupervisor": "one value",
        "documents": "dated values",
        "entry": "made, checked once",
        "extra": "values of fields",
        "extrafields": "a list of fields",
        "fingerprints": "a digest a person",
        "fitness": "a list of tests",
        "fitnesstests": "a list of tests",
        "glass": "broken, judged once",
        "guest": "tests/members/test_guests.py",
        "guestsign": "a count a person",
        "health": "a list of notes",
        "invitation": "made, ended once",
        "lead": "tests/members/test_prospects.py",
        "levelpasses": "passes taken within some months",
        "memberpolicies": "dated values",
        "panel": "a list of notes",
        "partner": "agreed, joined, left",
        "plans": "a list of plans",
        "profile": "the latest of each field; tests/members/test_profile.py",
        "proof": "tests/members/test_proof.py",
        "prospect": "tests/members/test_prospects.py",
        "prospectstages": "a list of stages",
        "questionnaires": "dated values",
        "reads": "a list of readings",
        "signatures": "signed once an edition",
        "stranger": "told once of whom nobody knows",
        "trial": "a count a person",
        "trialsof": "trials of a person's cards, counted",
        "workouts": "a list of workouts",
    },
}
"""Aggregates that only examples and the simulation speak of, and what they are."""

UNFORESEEN = {
    "booking": "DoubleBookingFound",
    "cards": """
        AreaEntered AreaLeft AreaRefused CardActivated CardBlockedByHand CardCutShort CardFreeOfDebt CardShutForDebt
        CardTransferred CardUnblockedByHand CardWarnedOfDebt ClosureCounted DebtOverridden EntryTakenBack FreezeFeeDue
        ImportedCardWithdrawn LateFreezeRequested OfflineConflictSettled OfflineSwipeConflict GiftPointsGranted
        GiftPointsWithdrawn ReplacementNotMade ReplacementWithdrawn TransferRequested
    """,
    "finance": "IncomeTakenBack",
    "engagement": "PointsPassedOn PointsTakenOver",
    "members": "DuplicateDismissed MemberWasGuest StaffErased",
}
"""Of aggregates with a machine, the events of 25 November 2026 that no model foresees, only examples and simulation."""


def aggregates(service: str) -> dict[str, set[str]]:
    """The kinds of streams of a service, each with the events in it."""
    import_module(f"shared.contracts.{service}")
    found: dict[str, set[str]] = defaultdict(set)
    for name, event in catalogue.of(service, Event).items():
        if event.stream:
            found[event.stream.partition("-{")[0]].add(name)
    return dict(found)


def words(file: Path) -> set[str]:
    return set(re.findall(r"\w+", file.read_text())) if file.exists() else set()


def foreseen(service: str) -> Iterator[str]:
    """What the models of a service's machines name, with the machines themselves where they are their own models."""
    for machine in MACHINES[service]:
        folder, _, name = machine.partition("/")
        yield from words(TESTS / folder / f"test_machine_{name}.py")
    for model in (TESTS / service).glob("model_*.py"):
        yield from words(model)


@pytest.mark.parametrize("service", SERVICES)
def test_every_aggregate_has_a_machine_or_stands_among_those_without(service: str) -> None:
    covered = set(" ".join(MACHINES[service].values()).split())
    assert not covered & BY_EXAMPLES_ALONE[service].keys()
    assert aggregates(service).keys() == covered | BY_EXAMPLES_ALONE[service].keys()


def test_the_examples_named_exist() -> None:
    for reasons in BY_EXAMPLES_ALONE.values():
        for file in re.findall(r"tests/\S+\.py", " ".join(reasons.values())):
            assert (TESTS.parent / file).exists(), file


@pytest.mark.parametrize("service", SERVICES)
def test_what_is_said_to_be_unforeseen_is_so(service: str) -> None:
    """An event leaves that list when a model foresees it, and an aggregate may not consist of such events alone."""
    covered = set(" ".join(MACHINES[service].values()).split())
    known = set(foreseen(service))
    without = set(UNFORESEEN[service].split())
    assert not without & known
    assert without <= set().union(*(names for kind, names in aggregates(service).items() if kind in covered))
    assert all(names & known for kind, names in aggregates(service).items() if kind in covered)


@pytest.mark.parametrize("machine", sorted({machine for machines in MACHINES.values() for machine in machines}))
def test_a_machine_is_one_and_runs_in_ci(machine: str) -> None:
    """With its settings, so that STADION_MACHINE_EXAMPLES makes it longer; no other is forgotten here."""
    folder, _, name = machine.partition("/")
    source = (TESTS / folder / f"test_machine_{name}.py").read_text()
    assert "(RuleBasedStateMachine)" in source and ".TestCase.settings = lives(" in source
    assert "Desk(" in source and "pytest.mark.thorough" in source


def test_no_machine_is_left_out_of_the_table() -> None:
    listed = {machine for machines in MACHINES.values() for machine in machines}
    files = {
        f"{file.parent.name}/{file.stem.removeprefix('test_machine_')}" for file in TESTS.glob("*/test_machine_*.py")
    }
    assert files == listed

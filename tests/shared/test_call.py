"""When something may be said to have happened."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from msgspec.structs import replace

from shared.authority import Signer, Verifier
from shared.contracts import (
    DEVICE,
    FRONT_DESK,
    HEAD_OFFICE,
    MEMBER,
    SERVICE,
    VENUE_MANAGER,
    Actor,
    HappenedTooLongAgo,
    Malformed,
    ManagerEntersLate,
    NotAllowed,
)
from shared.contracts.cards import UploadSwipe
from shared.door.answers import Answers
from shared.door.call import AHEAD, BEHIND, Call
from tests.gateway.edge import KEY, RING
from tests.scenario import NOON


def check(*roles: str, ago: timedelta, late_days: int = 0) -> None:
    Call(token="", at=NOON - ago).check_time(Actor(id="1", roles=roles), NOON, late_days)


@pytest.mark.parametrize("role", [FRONT_DESK, DEVICE])
def test_people_and_devices_hand_in_what_happened_a_few_days_ago_and_no_more(role):
    check(role, ago=BEHIND)
    with pytest.raises(HappenedTooLongAgo, match="4 days"):
        check(role, ago=BEHIND + timedelta(seconds=1))


@pytest.mark.parametrize("role", [FRONT_DESK, DEVICE])
def test_what_may_come_late_a_manager_hands_in_and_others_are_told_so(role):
    month = timedelta(days=31)
    check(role, ago=BEHIND, late_days=31)
    with pytest.raises(ManagerEntersLate) as no:
        check(role, ago=BEHIND + timedelta(seconds=1), late_days=31)
    assert "within 31 days" in no.value.text(no.value.remedy, "en") and "31 天" in no.value.text(no.value.remedy, "zh")
    for manager in (VENUE_MANAGER, HEAD_OFFICE):
        check(manager, ago=month, late_days=31)
        with pytest.raises(HappenedTooLongAgo, match="31 days"):
            check(manager, ago=month + timedelta(seconds=1), late_days=31)
        with pytest.raises(HappenedTooLongAgo, match="4 days"):
            check(manager, ago=month)
    assert UploadSwipe.late_days == 31


def test_the_door_tells_a_gate_that_uploads_late_who_may_hand_it_in():
    door = Answers("cards", (), {"UploadSwipe": UploadSwipe}, None, None, None, Verifier(RING), lambda: NOON, print)  # type: ignore[arg-type]
    gate = Signer("gateway", KEY).token(Actor(id="gate", roles=(DEVICE,)), "cards", NOON)
    late = Call(token=gate, command_id=uuid4(), at=NOON - timedelta(days=8))
    with pytest.raises(ManagerEntersLate):
        door.execute("UploadSwipe", {}, late)
    manager = Signer("gateway", KEY).token(Actor(id="m", roles=(VENUE_MANAGER,)), "cards", NOON)
    with pytest.raises(Malformed, match="swipe_id"):  # the time is no fault
        door.execute("UploadSwipe", {}, replace(late, token=manager))


def test_a_service_may_tell_of_any_time_gone_by():
    check(FRONT_DESK, SERVICE, ago=timedelta(days=3650))


def test_nobody_acts_in_the_future():
    check(SERVICE, ago=-AHEAD)
    with pytest.raises(Malformed, match="future"):
        check(SERVICE, ago=-AHEAD - timedelta(seconds=1))


def test_a_member_acts_now():
    with pytest.raises(NotAllowed):
        check(MEMBER, ago=timedelta(seconds=1))

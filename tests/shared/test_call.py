"""When something may be said to have happened."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shared.contracts import DEVICE, FRONT_DESK, MEMBER, SERVICE, Actor, Malformed, NotAllowed
from shared.door.call import AHEAD, BEHIND, Call
from tests.scenario import NOON


def check(*roles: str, ago: timedelta) -> None:
    Call(token="", at=NOON - ago).check_time(Actor(id="1", roles=roles), NOON)


@pytest.mark.parametrize("role", [FRONT_DESK, DEVICE])
def test_people_and_devices_hand_in_what_happened_a_few_days_ago_and_no_more(role):
    check(role, ago=BEHIND)
    with pytest.raises(Malformed, match="past"):
        check(role, ago=BEHIND + timedelta(seconds=1))


def test_a_service_may_tell_of_any_time_gone_by():
    check(FRONT_DESK, SERVICE, ago=timedelta(days=3650))


def test_nobody_acts_in_the_future():
    check(SERVICE, ago=-AHEAD)
    with pytest.raises(Malformed, match="future"):
        check(SERVICE, ago=-AHEAD - timedelta(seconds=1))


def test_a_member_acts_now():
    with pytest.raises(NotAllowed):
        check(MEMBER, ago=timedelta(seconds=1))

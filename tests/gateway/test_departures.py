"""Who is erased or dismissed loses the way in, even if the gateway learns of it late or is interrupted."""

from __future__ import annotations

from typing import Any

import pytest
from psycopg_pool import ConnectionPool

from services.gateway.departures import PAGE, Departures
from services.gateway.refusals import ServiceNotAvailable
from shared.contracts.members import MemberErased, PhoneReleased, StaffDismissed
from shared.ids import new_id
from shared.rpc import ServiceAway
from tests.gateway.edge import Edge
from tests.gateway.test_enrolment import PHONE, register
from tests.gateway.test_log_in import kind, log_in, token, with_login


@pytest.fixture
def departures(town: Edge, pool: ConnectionPool[Any]) -> Departures:
    return Departures(pool, town.parts.doors)


def joined(town: Edge, key: str | None = None) -> tuple[str, str]:
    """A member with a login: the id, and the token of an open session."""
    member_id = register(town, key).json["member_id"]  # type: ignore[index]
    return member_id, token(town, PHONE)


def erased(member_id: str) -> MemberErased:
    return MemberErased(member_id=member_id, phone_index="p")


def test_who_is_erased_or_dismissed_cannot_log_in_any_more(town: Edge, departures: Departures) -> None:
    staff_id = with_login(town, "wuli")
    member_id, theirs = joined(town)
    town.doors.publish(StaffDismissed(staff_id=staff_id))
    town.doors.publish(erased(member_id))
    departures.step()
    assert kind(town, theirs) == "guest"
    assert [log_in(town, login).status_code for login in ("wuli", PHONE)] == [401, 401]


def test_others_stay_logged_in(town: Edge, departures: Departures) -> None:
    with_login(town, "wuli")
    theirs = token(town, "wuli")
    town.doors.publish(PhoneReleased(phone_index="p", member_id=new_id()))
    town.doors.publish(erased(new_id()))
    departures.step()
    assert kind(town, theirs) == "staff"


def test_what_is_interrupted_is_done_again_and_nothing_is_skipped(
    town: Edge, departures: Departures, monkeypatch: pytest.MonkeyPatch
) -> None:
    member_id, theirs = joined(town)
    town.doors.publish(erased(member_id))
    with monkeypatch.context() as broken:
        broken.setattr("services.gateway.departures.ADVANCE", "SELECT 1 / 0, %s, %s")
        with pytest.raises(Exception, match="division"):
            departures.step()
    assert kind(town, theirs) == "member"  # both or neither
    departures.step()
    assert kind(town, theirs) == "guest"


def test_a_registration_that_is_completed_after_the_erasure_gives_no_login(town: Edge, departures: Departures) -> None:
    key = new_id()
    member_id, _ = joined(town, key)
    town.doors.publish(erased(member_id))
    departures.step()
    assert register(town, key).status_code == 201  # the first answer again
    assert log_in(town, PHONE).status_code == 401


def test_a_long_log_is_read_page_by_page_by_any_number_of_gateways(
    town: Edge, departures: Departures, pool: ConnectionPool[Any]
) -> None:
    for _ in range(PAGE):
        town.doors.publish(PhoneReleased(phone_index="p", member_id=new_id()))
    member_id, theirs = joined(town)
    town.doors.publish(erased(member_id))
    other = Departures(pool, town.parts.doors)
    assert departures.step() == 0.0
    assert other.step() > 0
    assert departures.step() > 0
    assert kind(town, theirs) == "guest"


def test_while_members_is_away_nothing_is_lost(town: Edge, departures: Departures) -> None:
    member_id, theirs = joined(town)
    town.doors.publish(erased(member_id))
    town.doors.answers["feed"] = ServiceAway("members")
    with pytest.raises(ServiceNotAvailable):
        departures.step()
    del town.doors.answers["feed"]
    departures.step()
    assert kind(town, theirs) == "guest"

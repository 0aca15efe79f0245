from datetime import UTC, datetime

import pytest

from services.booking.reactions import react
from services.booking.service import SERVICE
from shared.contracts import Event, Reason, catalogue
from shared.contracts.booking import (
    ArrivalMatched,
    ClearDiary,
    ConfirmAttendance,
    ConfirmSeat,
    DeclineSeat,
    FreeRoomAndCoach,
    RecordArrival,
)
from shared.contracts.cards import EntryGranted, NoVisitsLeft, VisitHeld, VisitNotHeld
from shared.contracts.members import VenueOpened
from shared.contracts.samples import sample
from shared.envelope import Envelope
from shared.log import Meta, Recorded
from tests.booking.examples import (
    HALL,
    MEI,
    MORNING,
    NINE,
    PUDONG,
    TEN,
    WEI,
    attended,
    booking_of,
    cancelled,
    card_of,
    id_of,
    names,
    open_timetable,
    released,
    scheduled,
    session_cancelled,
    waited,
)

ENVELOPE = Envelope.of(
    "booking",
    Recorded(1, "", 1, id_of(1), "", 1, b"{}", NINE, NINE, Meta("service:cards", (), id_of(1))),
    0,
)
hold = {
    "hold_id": booking_of(WEI),
    "session_id": MORNING,
    "card_id": card_of(WEI),
    "member_id": WEI,
    "venue_id": PUDONG,
    "day": scheduled.day,
}
the_booking = {"booking_id": booking_of(WEI), "session_id": MORNING}
reason = Reason.of(NoVisitsLeft(card_id=card_of(WEI)))
entry = {**sample(EntryGranted).wire(), "member_id": WEI, "venue_id": PUDONG, "at": "2025-03-10T09:00:00Z"}


@pytest.mark.parametrize(
    ("event", "command"),
    [
        (
            VenueOpened(venue_id=PUDONG, name="Pudong", name_zh="浦东馆", zone="Asia/Shanghai", currency="CNY"),
            open_timetable,
        ),
        (VisitHeld(**hold), ConfirmSeat(**the_booking)),
        (VisitNotHeld(**hold, reason=reason), DeclineSeat(**the_booking, reason=reason)),
        (EntryGranted.load(entry), RecordArrival(member_id=WEI, venue_id=PUDONG, arrived_at=NINE)),
        (ArrivalMatched(**names(WEI), arrived_at=datetime.now(UTC)), ConfirmAttendance(**the_booking)),
        (cancelled(), ClearDiary(**names(WEI))),
        (released(), ClearDiary(**names(WEI))),
        (waited(WEI), ClearDiary(**names(WEI))),
        (
            session_cancelled,
            FreeRoomAndCoach(session_id=MORNING, room_id=HALL, coach_id=MEI, starts_at=NINE, ends_at=TEN),
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_news_become_a_command(event, command):
    assert react(event, ENVELOPE) == [command]


def test_other_news_mean_nothing_here():
    assert react(attended(), ENVELOPE) == []
    assert react(scheduled, ENVELOPE) == []


def test_whatever_a_neighbour_says_is_understood_or_left_alone():
    for service in SERVICE.hears:
        for event in catalogue.of(service, Event).values():
            for command in react(sample(event), ENVELOPE):
                assert any(type(command) in decider.commands for decider in SERVICE.deciders)

"""Staff beside the members: rosters are kept and handed in, a class is called off."""

from __future__ import annotations

from shared.contracts.booking import CancelSession, MarkAttendance, SeatReserved, SubmitRoster
from shared.log.memory import MemoryTransaction
from tests.sim.client import Client
from tests.sim.flows.scene import SESSIONS, VENUES


def roster(client: Client) -> None:
    """The coach marks who is there, and hands the roster in or forgets to."""
    dice = client.dice
    session_id = dice.choice(SESSIONS)
    client.town.scheduler.sleep(60 * (20 * SESSIONS.index(session_id) + 10) + dice.random() * 900)
    for booking_id in booked(client, session_id):
        if dice.random() < 0.6:
            came = dice.random() < 0.7
            client.give(MarkAttendance(booking_id=booking_id, session_id=session_id, venue_id=VENUES[0], attended=came))
    if dice.random() < 0.5:
        client.sleep(1200)
        client.give(SubmitRoster(session_id=session_id, venue_id=VENUES[0]))


def calls_off(client: Client) -> None:
    client.sleep(1500)
    session_id = client.dice.choice(SESSIONS)
    client.give(CancelSession(session_id=session_id, venue_id=VENUES[0], reason="The coach is ill"))


def booked(client: Client, session_id: str) -> list[str]:
    """What the desk sees on its screen."""
    home = client.town.homes["booking"]
    events = [e for e in home.store.streams.get(f"session-{session_id}", ()) if e.type == SeatReserved.__name__]
    decoded = home.deciders.codec.decode(MemoryTransaction(home.store), events)
    return [event.booking_id for event in decoded if isinstance(event, SeatReserved)]

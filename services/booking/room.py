"""A venue's timetable and its rooms. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

from shared.contracts.booking import (
    AddRoom,
    OpenTimetable,
    RoomAdded,
    RoomAlreadyAdded,
    RoomSizeOutOfRange,
    TimetableNotOpen,
    TimetableOpened,
)
from shared.decider import Context, Decider

MOST_PEOPLE = 10_000

RoomCommand = OpenTimetable | AddRoom
RoomEvent = TimetableOpened | RoomAdded


@dataclass(frozen=True)
class Place:
    open: bool = False
    room: RoomAdded | None = None


def streams(wish: RoomCommand, context: Context) -> list[str]:
    timetable = f"timetable-{wish.venue_id}"
    return [timetable, f"room-{wish.room_id}"] if isinstance(wish, AddRoom) else [timetable]


def decide(wish: RoomCommand, place: Place, context: Context) -> list[RoomEvent]:
    match wish:
        case OpenTimetable():
            return [] if place.open else [TimetableOpened(venue_id=wish.venue_id, zone=wish.zone)]
        case AddRoom():
            return add(wish, place)


def add(wish: AddRoom, place: Place) -> list[RoomEvent]:
    if not place.open:
        raise TimetableNotOpen(venue_id=wish.venue_id)
    if not 1 <= wish.holds <= MOST_PEOPLE:
        raise RoomSizeOutOfRange(holds=wish.holds)
    added = RoomAdded(room_id=wish.room_id, venue_id=wish.venue_id, name=wish.name, holds=wish.holds)
    if place.room not in (None, added):
        raise RoomAlreadyAdded(room_id=wish.room_id)
    return [] if place.room else [added]


def evolve(place: Place, event: RoomEvent) -> Place:
    match event:
        case TimetableOpened():
            return replace(place, open=True)
        case RoomAdded():
            return replace(place, room=event)


ROOM: Decider[Place] = Decider((OpenTimetable, AddRoom), Place(), streams, decide, evolve)

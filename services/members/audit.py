"""What the audit checks in members' log: numbers that stand for one person, grounds of health data. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from services.members.grounds import HealthGrounds
from shared.audit import Check, Violation
from shared.contracts import Event
from shared.contracts.members import MemberErased, MemberNumberClaimed, PhoneClaimed, PhoneReleased
from shared.log import Recorded


class Claims(Check):
    """Keeps who holds each phone number, by its digest, and every member number."""

    invariant = "I2"
    promise = "a phone number stands for one member, a member number for one for ever"

    def __init__(self) -> None:
        self.phones: dict[str, str] = {}
        self.numbers: set[str] = set()

    def see(self, recorded: Recorded, event: Event) -> Iterator[Violation]:
        match event:
            case PhoneClaimed():
                holder = self.phones.setdefault(event.phone_index, event.member_id)
                if holder != event.member_id:
                    yield Violation.at(recorded, f"the phone number of {event.member_id} is {holder}'s")
            case PhoneReleased():
                if self.phones.pop(event.phone_index, None) != event.member_id:
                    yield Violation.at(recorded, f"{event.member_id} did not hold this phone number")
            case MemberNumberClaimed():
                if event.number in self.numbers:
                    yield Violation.at(recorded, f"member number {event.number} stands for two members")
                self.numbers.add(event.number)

    def checked(self) -> str:
        return f"{len(self.phones):,} phone numbers, {len(self.numbers):,} member numbers"


class ReleasedPhones(Check):
    """Keeps who holds which phone number, and the erased members who still do."""

    invariant = "I7"
    promise = "the phone number of an erased member becomes free"

    def __init__(self) -> None:
        self.held: set[tuple[str, str]] = set()
        self.claimed: dict[str, tuple[datetime, Violation]] = {}
        self.count = 0

    def see(self, recorded: Recorded, event: Event) -> Iterator[Violation]:
        match event:
            case PhoneClaimed():
                self.held.add((event.phone_index, event.member_id))
            case MemberErased():
                self.count += 1
                says = f"the phone number of erased member {event.member_id} is still taken"
                if (event.phone_index, event.member_id) in self.held:
                    self.claimed[event.member_id] = recorded.recorded_at, Violation.at(recorded, says)
            case PhoneReleased():
                self.held.discard((event.phone_index, event.member_id))
                self.claimed.pop(event.member_id, None)
        yield from ()

    def end(self, before: datetime) -> Iterator[Violation]:
        yield from (violation for at, violation in self.claimed.values() if at < before)

    def checked(self) -> str:
        return f"{self.count:,} erased members"


CHECKS = (Claims, ReleasedPhones, HealthGrounds)

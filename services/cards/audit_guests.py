"""What the audit checks in cards' log of guests: passes, and who came in on them. Pure; borrows no rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from shared.audit import Check, Violation
from shared.contracts import Event
from shared.contracts.cards import (
    CardIssued,
    GuestAdmitted,
    GuestEntryTakenBack,
    GuestPassHeld,
    GuestPassReleased,
    GuestPassWithdrawn,
    LotGranted,
    ProductChanged,
    Terms,
)
from shared.log import Recorded


@dataclass
class Aside:
    """A pass that is set aside or used, and its lot (None: of the member's level)."""

    day: date
    lot_id: str | None
    used: bool = False


class GuestPasses(Check):
    """Keeps what each lot was sold with, and every pass that was set aside."""

    invariant = "I2"
    promise = (
        "one guest pass lets in one guest, once; no lot has more guests in a period than passes and what came over"
    )

    def __init__(self) -> None:
        self.most: dict[str, int] = {}
        self.passes: dict[str, Aside] = {}
        self.of_lots: dict[str, set[str]] = {}
        self.held = self.came = 0

    def see(self, recorded: Recorded, event: Event) -> Iterator[Violation]:
        for says in self._wrong(event):
            yield Violation.at(recorded, says)

    def _wrong(self, event: Event) -> Iterator[str]:
        match event:
            case CardIssued():
                self._sold(event.card_id, event.terms)
            case LotGranted() | ProductChanged():
                self._sold(event.lot.lot_id, event.lot.terms)
            case GuestPassHeld():
                yield from self._set_aside(event)
            case GuestPassReleased(pass_id=pass_id) | GuestPassWithdrawn(pass_id=pass_id):
                known = self.passes.pop(pass_id, None)
                if known is None or known.used:
                    yield f"guest pass {pass_id} is {'used' if known else 'not set aside'}"
                if known and known.lot_id:
                    self.of_lots[known.lot_id].discard(pass_id)
            case GuestAdmitted(pass_id=pass_id):
                self.came += 1
                known = self.passes.get(pass_id)
                if known is None or known.used:
                    yield f"guest pass {pass_id} {'lets in a second time' if known else 'was not set aside'}"
                if known:
                    known.used = True

            case GuestEntryTakenBack(pass_id=pass_id):
                known = self.passes.get(pass_id)
                if known is None or not known.used:
                    yield f"nobody came in on guest pass {pass_id}"
                if known:
                    known.used = False

    def _sold(self, lot_id: str, terms: Terms) -> None:
        self.most[lot_id] = terms.guest_passes + terms.guests.carry

    def _set_aside(self, event: GuestPassHeld) -> Iterator[str]:
        self.held += 1
        if event.pass_id in self.passes:
            yield f"guest pass {event.pass_id} is set aside twice"
        self.passes[event.pass_id] = Aside(event.day, None if event.by_level else event.lot_id)
        if not event.by_level:
            own, most = self.of_lots.setdefault(event.lot_id, set()), self.most.get(event.lot_id, 0)
            own.add(event.pass_id)
            taken = sum(self.passes[pass_id].day in event.period for pass_id in own)
            if taken > most:
                yield f"lot {event.lot_id} has {taken} guests from {event.period.first} on, at most {most}"

    def checked(self) -> str:
        return f"{self.held:,} guest passes, {self.came:,} guests let in"

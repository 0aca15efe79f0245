"""What services keep of their neighbours' news: each piece once as it was told, what is known already not again.

One life is one service's; its model knows no more of a note than its stream and its fields.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from services.booking.service import SERVICE as BOOKING
from services.cards.service import SERVICE as CARDS
from services.finance.service import SERVICE as FINANCE
from shared.contracts import Actor, Command, Event
from shared.contracts import booking as b
from shared.contracts import cards as c
from shared.contracts import finance as f
from shared.contracts.samples import sample
from shared.ids import derived_id
from shared.standing import Heard
from tests.machine import Answer, Desk, lives, told
from tests.scenario import NOON

pytestmark = pytest.mark.thorough

LAST_WORD: dict[type[Command], type[Event]] = {
    b.NoteBookingRights: b.BookingRightsNoted,
    b.NoteBookerLevel: b.BookerLevelNoted,
    f.NoteDiscounts: f.DiscountsNoted,
    f.NoteBuyerLevel: f.BuyerLevelNoted,
    f.NotePayer: f.PayerNoted,
    f.NotePartner: f.PartnerNoted,
    f.NotePartnerRight: f.PartnerRightNoted,
}
"""Notes of which the latest of a stream counts."""
PERSONS: dict[type[Command], type[Event]] = {
    b.NoteBooker: b.BookerNoted,
    f.NoteBuyer: f.BuyerNoted,
    c.NotePerson: c.PersonNoted,
}
"""Notes about whether a person may act, and which records are one."""
SERVICES = {
    "booking": (BOOKING, (b.NoteBooker, b.NoteBookingRights, b.NoteBookerLevel)),
    "finance": (
        FINANCE,
        (f.NoteBuyer, f.NoteDiscounts, f.NoteBuyerLevel, f.NotePayer, f.NotePartner, f.NotePartnerRight),
    ),
    "cards": (CARDS, (c.NotePerson,)),
}
VARIED: dict[str, list[Any]] = {
    "level": ["silver", "gold"],
    "since": [datetime(2025, 3, n, tzinfo=UTC) for n in (1, 2)],
    "ladder": [1, 2],
    "from_day": [date(2025, 3, 1), date(2025, 4, 1)],
    "until": [date(2026, 1, 1), date(2027, 1, 1)],
    "pays": [True, False],
    "payer_id": [derived_id("payer", n) for n in range(2)],
    "agreement_id": [derived_id("agreement", n) for n in range(2)],
    "member_id": [derived_id("member", n) for n in range(2)],
}
HEARD: list[Heard] = [
    "pending", "active", "rejected", "erased", "merged", "apart", "took_in", "let_go", "minor", "of_age",
]  # fmt: skip


@dataclass
class Person:
    """What stands of one: told twice, it stands no more than once."""

    status: str = "active"
    survivor: str | None = None
    took_in: set[str] = field(default_factory=set)
    minor: bool = False

    def hear(self, heard: str, other_id: str | None) -> bool:
        """Whether it was news."""
        before = (self.status, self.survivor, set(self.took_in), self.minor)
        if heard in ("minor", "of_age"):
            self.minor = heard == "minor"
        elif heard == "took_in" and other_id:
            self.took_in.add(other_id)
        elif heard == "let_go" and other_id:
            self.took_in.discard(other_id)
        else:
            self.status = "active" if heard == "apart" else heard
            self.survivor = other_id if heard == "merged" else None
        return (self.status, self.survivor, self.took_in, self.minor) != before


@dataclass
class HearsayModel:
    last: dict[str, Command] = field(default_factory=dict)
    persons: dict[str, Person] = field(default_factory=dict)

    def note(self, wish: Any) -> Answer:
        noted = LAST_WORD[type(wish)]
        stream = noted.stream.format_map(vars(wish))
        known, self.last[stream] = self.last.get(stream), wish
        return [] if known == wish else [told(noted, **vars(wish))]

    def person(self, wish: Any) -> Answer:
        news = self.persons.setdefault(wish.member_id, Person()).hear(wish.heard, wish.other_id)
        return [told(PERSONS[type(wish)], **vars(wish))] if news else []


class HearsayMachine(RuleBasedStateMachine):
    @initialize(name=st.sampled_from(list(SERVICES)))
    def begin(self, name: str) -> None:
        service, self.notes = SERVICES[name]
        self.desk, self.model = Desk(service.deciders, NOON), HearsayModel()
        self.by = Actor.service(service.name)

    @rule(data=st.data(), twice=st.booleans())
    def note(self, data: st.DataObject, twice: bool) -> None:
        kinds = [note for note in self.notes if note in LAST_WORD]
        if kinds:
            wish = sample(data.draw(st.sampled_from(kinds)))
            wish = replace(wish, **{n: data.draw(st.sampled_from(VARIED[n])) for n in vars(wish) if n in VARIED})
            for _ in range(1 + twice):
                self.desk.give(wish, self.model.note(wish), self.by)

    @rule(
        who=st.sampled_from(VARIED["member_id"]),
        heard=st.sampled_from(HEARD),
        other=st.sampled_from("xy"),
        twice=st.booleans(),
    )
    def person(self, who: str, heard: Heard, other: str, twice: bool) -> None:
        (kind,) = (note for note in self.notes if note in PERSONS)
        joined = heard in ("merged", "apart", "took_in", "let_go")
        wish: Any = kind(member_id=who, heard=heard, other_id=derived_id("other", other) if joined else None)  # type: ignore[call-arg]
        for _ in range(1 + twice):
            self.desk.give(wish, self.model.person(wish), self.by)

    @rule(pick=st.integers(0, 40))
    def again(self, pick: int) -> None:
        self.desk.repeat(pick)


HearsayMachine.TestCase.settings = lives(60, 30)
TestHearsayMachine = HearsayMachine.TestCase

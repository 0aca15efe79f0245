"""Chips, virtual numbers and replacements of two cards, read by a gate: every command in every state."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.cards.service import SERVICE
from shared.contracts.cards import (
    AddVirtualNumber,
    BindChip,
    CardNumberClaimed,
    CardReplaced,
    EntryRefused,
    NumberBound,
    RequestReplacement,
    SwipeCard,
    Terms,
    UnbindNumber,
    WaiveReplacementFee,
)
from shared.ids import derived_id
from tests.cards.examples import (
    ADA,
    CARD,
    NUMBER,
    PUDONG,
    WEI,
    claimed,
    gate_opened,
    january,
    month_card,
    published,
    yuan,
)
from tests.cards.model_numbers import Carried, NumbersModel
from tests.machine import Desk, lives, told

pytestmark = pytest.mark.thorough

HERS = derived_id("Ada's card")
HER_NUMBER = "200000000007"
CHIPS = ["04A2B91C", "04:a2:b9:1c:6f:22:80", "0123456789ABCDEF0123"]
UNIFORM = {CHIPS[1]: "04A2B91C6F2280"}
cards = st.sampled_from([CARD, CARD, HERS])
members = st.sampled_from([None] * 9 + [WEI, ADA])
picks = st.integers(0, 30)


class NumbersMachine(RuleBasedStateMachine):
    @initialize(fee=st.booleans())
    def sell(self, fee: bool) -> None:
        terms = Terms(kind="term", months=1, passback_minutes=0, replacement_fee=yuan(20) if fee else None)
        his = replace(month_card, terms=terms)
        hers = replace(his, card_id=HERS, number=HER_NUMBER, member_id=ADA)
        numbers = [claimed, CardNumberClaimed(number=HER_NUMBER, card_id=HERS)]
        self.desk = Desk(
            SERVICE.deciders, january(5), [gate_opened, replace(published, terms=terms), his, hers, *numbers]
        )
        known = {CARD: Carried(WEI, NUMBER), HERS: Carried(ADA, HER_NUMBER)}
        self.model = NumbersModel(known, fee, {NUMBER: CARD, HER_NUMBER: HERS})
        self.swipes = 0

    def wished(self, card_id: str, member: str | None) -> dict[str, Any]:
        return {"card_id": card_id, "member_id": member or self.model.cards[card_id].member}

    def number(self, pick: int) -> str:
        """One that some card has or had, or a chip that perhaps none has."""
        every = [*sorted(self.model.taken), *(UNIFORM.get(chip, chip) for chip in CHIPS)]
        return every[pick % len(every)]

    @rule(card=cards, member=members, chip=st.sampled_from([*CHIPS, *CHIPS, "04A2"]))
    def bind(self, card: str, member: str | None, chip: str) -> None:
        wish = BindChip(**self.wished(card, member), uid=chip)
        self.desk.give(wish, self.model.bind(wish, UNIFORM.get(chip, chip) if chip in CHIPS else ""))

    @rule(card=cards, member=members)
    def add_virtual(self, card: str, member: str | None) -> None:
        wish = AddVirtualNumber(**self.wished(card, member), number_id=derived_id("virtual", len(self.desk.events)))
        self.made(card, self.desk.give(wish, self.model.add_virtual(wish)))

    @rule(card=cards, member=members, pick=picks, lost=st.booleans())
    def unbind(self, card: str, member: str | None, pick: int, lost: bool) -> None:
        wish = UnbindNumber(**self.wished(card, member), number=self.number(pick), lost=lost)
        self.desk.give(wish, self.model.unbind(wish, self.desk.now))

    @rule(card=cards, member=members, which=st.integers(0, 3), reason=st.sampled_from(["lost", "damaged"]))
    def ask_for_another(self, card: str, member: str | None, which: int, reason: Any) -> None:
        asked = derived_id("replacement", card, which)
        wish = RequestReplacement(**self.wished(card, member), replacement_id=asked, venue_id=PUDONG, reason=reason)
        self.made(card, self.desk.give(wish, self.model.request(wish, self.desk.now)))

    @rule(card=cards, which=st.integers(0, 3))
    def waive(self, card: str, which: int) -> None:
        asked = derived_id("replacement", card, which)
        wish = WaiveReplacementFee(replacement_id=asked, card_id=card, venue_id=PUDONG, because="our fault")
        self.made(card, self.desk.give(wish, self.model.waive(wish, self.desk.now)))

    def made(self, card: str, accepted: bool) -> None:
        """Whichever number came of it is told to the model, which knows whether somebody had it."""
        for event in self.desk.events[-3:] if accepted else ():
            match event:
                case CardReplaced(number=number) if number not in self.model.cards[card].live | set(self.model.taken):
                    self.model.named(card, number, "printed")
                case NumberBound(kind="virtual", number=number) if number not in self.model.taken:
                    self.model.named(card, number, "virtual")

    @rule(card=cards, pick=picks, hours=st.sampled_from([0, 0, 0, 5]))
    def swipe(self, card: str, pick: int, hours: int) -> None:
        """Now, or told late: a number died at a moment."""
        self.swipes += 1
        at, number = self.desk.now - timedelta(hours=hours), self.number(pick)
        wish = SwipeCard(swipe_id=derived_id("swipe", self.swipes), card_id=card, venue_id=PUDONG, number=number)
        kind, why = self.model.swipe(wish, number, at)
        assert self.desk.give(wish, [told(kind)], at=at)
        event = self.desk.events[-1]
        assert not isinstance(event, EntryRefused) or event.reason.code == why

    @rule(hours=st.integers(1, 9))
    def time_passes(self, hours: int) -> None:
        self.desk.now += timedelta(hours=hours)

    @rule(pick=picks)
    def again(self, pick: int) -> None:
        self.desk.repeat(pick)

    @invariant()
    def no_number_opens_doors_for_two_cards(self) -> None:
        his, hers = (self.model.cards[card].live for card in (CARD, HERS))
        assert not his & hers
        assert all(self.model.taken[number] == card for card in (CARD, HERS) for number in self.model.cards[card].live)


NumbersMachine.TestCase.settings = lives(60, 30)
TestNumbersMachine = NumbersMachine.TestCase

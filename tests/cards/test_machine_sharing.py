"""Who shares a card, and who acts for whom: every command in every state, against the model."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.cards.service import SERVICE
from shared.contracts.cards import AddHolder, CancelCards, NoteWard, RemoveHolder, SwipeCard
from shared.ids import derived_id
from tests.cards.examples import CARD, NOON, ORDER, PUDONG, WEI, gate_opened, month_card, published
from tests.cards.model_sharing import SharingModel
from tests.machine import Desk, lives

pytestmark = pytest.mark.thorough

PEOPLE = [WEI, *(derived_id("person", n) for n in range(4))]
people = st.sampled_from(PEOPLE)
askers = st.sampled_from([WEI] * 4 + PEOPLE)
cards = st.sampled_from([CARD] * 12 + [derived_id("no card")])


class SharingMachine(RuleBasedStateMachine):
    @initialize(holders=st.sampled_from([1, 2, 3, 3]), named=st.sampled_from([True, True, True, False]))
    def sell(self, holders: int, named: bool) -> None:
        card = replace(month_card, terms=replace(month_card.terms, holders=holders, named=named))
        self.desk = Desk(SERVICE.deciders, NOON, [gate_opened, published, card])
        self.model = SharingModel(card)
        self.swiped = 0

    @rule(who=people, child=st.sampled_from([WEI, WEI, *PEOPLE]), guards=st.sampled_from([True, True, False]))
    def note_ward(self, who: str, child: str, guards: bool) -> None:
        wish = NoteWard(member_id=who, child_id=child, guards=guards)
        self.desk.give(wish, self.model.ward(wish))

    @rule(card=cards, who=askers, holder=people)
    def add(self, card: str, who: str, holder: str) -> None:
        wish = AddHolder(card_id=card, member_id=who, holder_id=holder)
        self.desk.give(wish, self.model.add(wish))

    @rule(card=cards, who=askers, holder=people)
    def remove(self, card: str, who: str, holder: str) -> None:
        wish = RemoveHolder(card_id=card, member_id=who, holder_id=holder)
        self.desk.give(wish, self.model.remove(wish))

    @rule(card=cards, who=people)
    def go(self, card: str, who: str) -> None:
        """By themselves."""
        self.remove(card, who, who)

    @rule(who=st.none() | people)
    def come_in(self, who: str | None) -> None:
        """Long after whoever came in before, so that nothing else is in the way."""
        if self.model.card.terms.named:
            self.swiped += 1
            self.desk.now += timedelta(hours=2)
            swipe_id = derived_id("swipe", self.swiped)
            wish = SwipeCard(card_id=CARD, swipe_id=swipe_id, venue_id=PUDONG, holder_id=who)
            self.desk.give(wish, self.model.come_in(wish))

    @rule(seldom=st.integers(0, 19))
    def refund(self, seldom: int) -> None:
        wish = CancelCards(order_id=ORDER if seldom == 11 else derived_id("other order"), card_id=CARD)
        self.desk.give(wish, self.model.refund(wish))

    @rule(pick=st.integers(0, 40))
    def again(self, pick: int) -> None:
        self.desk.repeat(pick)
        self.desk.reuse(pick, CancelCards(order_id=derived_id("another"), card_id=CARD))

    @invariant()
    def never_more_than_the_terms_say(self) -> None:
        assert len(self.model.sharing) < self.model.card.terms.holders


SharingMachine.TestCase.settings = lives(50, 30)
TestSharingMachine = SharingMachine.TestCase

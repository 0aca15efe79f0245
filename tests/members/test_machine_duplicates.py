"""Signs of likeness, people who only look alike, merges and ends: every command in every state, against the models."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.members.service import SERVICE
from shared.contracts import Command
from shared.contracts import members as c
from shared.ids import derived_id
from tests.machine import Desk, lives
from tests.members.examples import PUDONG, register, venue_opened
from tests.members.model_duplicates import DuplicatesModel
from tests.members.model_life import LifeModel
from tests.scenario import CLERK, NOON

pytestmark = pytest.mark.thorough

PEOPLE = [derived_id("member", n) for n in range(4)]
people = st.sampled_from([*PEOPLE[:2] * 2, *PEOPLE])
few = st.sampled_from([False, False, False, True])


class DuplicatesMachine(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        self.desk = Desk(SERVICE.deciders, NOON, [venue_opened])
        self.model = DuplicatesModel(LifeModel((PUDONG,), False))
        for who in PEOPLE[:3]:
            self.register(who)

    @rule(who=people)
    def register(self, who: str) -> None:
        phone = f"+86138001360{PEOPLE.index(who):02d}"
        wish = c.RegisterMember(**vars(register) | {"member_id": who, "phone": phone})
        self.desk.give(wish, self.model.lives.register(wish, CLERK))

    @rule(who=people, kind=st.sampled_from(["device", "payment_card"]), text=st.sampled_from(["4242", "1111"]))
    def note(self, who: str, kind: c.FingerprintKind, text: str) -> None:
        """The same text of another kind, or of another member, is another sign."""
        wish = c.NoteFingerprint(member_id=who, kind=kind, fingerprint=text)
        self.desk.give(wish, self.model.note(wish))

    @rule(one=people, other=people)
    def dismiss(self, one: str, other: str) -> None:
        wish = c.DismissDuplicate(member_id=one, other_id=other, reason="twins")
        self.desk.give(wish, self.model.dismiss(wish))

    @rule(one=people, other=people, again=st.booleans())
    def merge(self, one: str, other: str, again: bool) -> None:
        """The other way about, too: who has taken in is not merged away."""
        for survivor, merged in ((one, other), (other, one))[: 1 + again]:
            wish = c.MergeMembers(survivor_id=survivor, merged_id=merged, reason="twice")
            self.desk.give(wish, self.model.lives.merge(wish, self.desk.now))

    @rule(one=people, other=people, right=st.integers(0, 3))
    def part(self, one: str, other: str, right: int) -> None:
        merged = [(who, known.survivor) for who, known in self.model.lives.people.items() if known.state == "merged"]
        other, survivor = merged[right % len(merged)] if merged and right else (other, one)
        wish = c.UndoMerge(survivor_id=survivor or one, merged_id=other, reason="twins")
        self.desk.give(wish, self.model.lives.undo(wish, self.desk.now))

    @rule(who=people, sure=few)
    def erase(self, who: str, sure: bool) -> None:
        if sure:
            wish = c.EraseMember(member_id=who)
            self.desk.give(wish, self.model.lives.erase(wish, False))

    @rule(one=people, other=people, sure=few)
    def erase_who_goes_on(self, one: str, other: str, sure: bool) -> None:
        """Then the other is about to be erased, too: they are parted no more."""
        if sure:
            self.merge(one, other, False)
            self.erase(one, True)
            undo = c.UndoMerge(survivor_id=one, merged_id=other, reason="twins")
            self.desk.give(undo, self.model.lives.undo(undo, self.desk.now))

    @rule(days=st.sampled_from([1, 10, 29, 30]), seconds=st.sampled_from([0, 0, 1]))
    def time_passes(self, days: int, seconds: int) -> None:
        self.desk.now += timedelta(days=days, seconds=seconds)

    @rule(pick=st.integers(0, 40))
    def again(self, pick: int) -> None:
        self.desk.repeat(pick)
        other: Command = c.AskForConfirmation(member_id=derived_id("nobody"))
        self.desk.reuse(pick, other)

    @invariant()
    def who_was_taken_in_stands_with_who_took_them_in(self) -> None:
        people = self.model.lives.people
        for who, person in people.items():
            taken = {other for other, known in people.items() if known.state == "merged" and known.survivor == who}
            assert person.state == "erased" or taken <= set(person.absorbed)
            assert not (person.state == "merged" and person.absorbed)


DuplicatesMachine.TestCase.settings = lives(60, 40)
TestDuplicatesMachine = DuplicatesMachine.TestCase

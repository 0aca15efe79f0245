"""People, phones, reviews, merges and ends, with members' own reactions late: every command in every state."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.members.reactions import react
from services.members.service import SERVICE
from shared.contracts import STAFF, Actor
from shared.contracts.members import (
    ApproveRegistration,
    ChangePhone,
    DismissDuplicate,
    EraseMember,
    MemberErased,
    MemberPolicySet,
    MemberRegistered,
    MergeMembers,
    RegisterMember,
    RejectRegistration,
    ReleasePhone,
    UndoMerge,
    WithdrawImported,
)
from shared.decider import plain_digest
from shared.ids import derived_id
from tests.machine import Desk, lives
from tests.members.examples import PUDONG, XUHUI, venue_opened
from tests.members.model_life import LifeModel
from tests.scenario import CLERK, NOON

pytestmark = pytest.mark.thorough

MANAGER = Actor(id=derived_id("manager"), roles=STAFF)
SELF = Actor.service("members")
PHONES = [f"+86138001380{n:02d}" for n in range(5)]
IMPORTS = [derived_id("import", n) for n in range(2)]
people = st.integers(1, 4).map(lambda n: derived_id("member", n))
phones = st.sampled_from(PHONES)
few = st.sampled_from([0, 0, 2, 5])
actors = st.sampled_from([CLERK, MANAGER])


class LifeMachine(RuleBasedStateMachine):
    @initialize(reviewed=st.booleans())
    def begin(self, reviewed: bool) -> None:
        day = NOON.date()
        review = MemberPolicySet(policy="registration_review", value="all", from_day=day, venue_id=None)
        self.desk = Desk(SERVICE.deciders, NOON, [venue_opened, *([review] if reviewed else [])])
        digests = {plain_digest(phone): phone for phone in PHONES}
        self.model = LifeModel((PUDONG,), reviewed, digests=digests)
        self.heard = 0
        for n, phone in enumerate(PHONES[:3]):
            self.register(derived_id("member", n + 1), phone, PUDONG, 0 if n == 2 else None, CLERK)
            self.review(derived_id("member", n + 1), MANAGER, n < 2)

    @rule(who=people, phone=phones, venue=st.sampled_from([PUDONG] * 9 + [XUHUI]), by=actors,
          batch=st.sampled_from([None, None, 0, 1]))  # fmt: skip
    def register(self, who: str, phone: str, venue: str, batch: int | None, by: Actor) -> None:
        channel = "desk" if batch is None else "import"
        wish = RegisterMember(
            member_id=who, name="张伟", phone=phone, venue_id=venue, channel=channel, terms_accepted="2025-01",
            import_id=None if batch is None else IMPORTS[batch],
        )  # fmt: skip
        self.desk.give(wish, self.model.register(wish, by), by)

    @rule(who=people, by=actors, approve=st.sampled_from([True, True, False]))
    def review(self, who: str, by: Actor, approve: bool) -> None:
        wish = ApproveRegistration(member_id=who) if approve else RejectRegistration(member_id=who, reason="no")
        self.desk.give(wish, self.model.review(wish, by), by)

    @rule(who=people, phone=phones, back=st.booleans(), news=few)
    def change_phone(self, who: str, phone: str, back: bool, news: int) -> None:
        """Perhaps to one that the member gave up, and of which the news may still be on its way."""
        self.hear(news)
        former = [held for held, holder in self.model.holders.items() if holder == who]
        phone = former[0] if back and former else phone
        wish = ChangePhone(member_id=who, phone=phone)
        self.desk.give(wish, self.model.change_phone(wish))

    @rule(one=people, other=people, part=st.booleans(), news=few)
    def merge_or_part(self, one: str, other: str, part: bool, news: int) -> None:
        self.hear(news)
        known = self.model.people.get(other)
        if part:
            survivor = known.survivor if known and known.survivor and one != other else one
            undo = UndoMerge(survivor_id=survivor, merged_id=other, reason="twins")
            self.desk.give(undo, self.model.undo(undo, self.desk.now))
        else:
            merge = MergeMembers(survivor_id=one, merged_id=other, reason="twice")
            self.desk.give(merge, self.model.merge(merge, self.desk.now))

    @rule(who=people, batch=st.sampled_from([None, None, 0, 1]), news=few)
    def end(self, who: str, batch: int | None, news: int) -> None:
        self.hear(news)
        if batch is not None:
            back = WithdrawImported(member_id=who, import_id=IMPORTS[batch])
            self.desk.give(back, self.model.withdraw(back))
        else:
            erase = EraseMember(member_id=who)
            self.desk.give(erase, self.model.erase(erase, False))

    @rule(news=st.integers(1, 9))
    def hear(self, news: int) -> None:
        """Members hears its own news in order, however late; nothing of it is ever refused."""
        for event in self.desk.events[self.heard : self.heard + news]:
            self.heard += 1
            for wish in react(event, None) if not isinstance(event, MemberRegistered) else ():  # type: ignore[arg-type]
                match wish:
                    case ReleasePhone():
                        self.desk.give(wish, self.model.release(wish), SELF)
                    case EraseMember():
                        assert isinstance(event, MemberErased)
                        self.desk.give(wish, self.model.erase(wish, True), SELF)
                    case _:
                        pass  # of other parts of members

    @rule(days=st.sampled_from([1, 10, 29]))
    def time_passes(self, days: int) -> None:
        self.desk.now += timedelta(days=days)

    @rule(pick=st.integers(0, 40))
    def again(self, pick: int) -> None:
        self.desk.repeat(pick)
        nobody = derived_id("nobody")
        self.desk.reuse(pick, DismissDuplicate(member_id=nobody, other_id=nobody, reason="-"))

    @invariant()
    def everybody_has_a_phone_of_their_own(self) -> None:
        self.model.whose_phone()


LifeMachine.TestCase.settings = lives(100, 30)
TestLifeMachine = LifeMachine.TestCase

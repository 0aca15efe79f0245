"""Guardians, families and payers, with members' own news late: every command in every state, against the model."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.members.reactions import react
from services.members.service import SERVICE
from shared.contracts import Actor
from shared.contracts.members import (
    AgreeToPay,
    ChangeProfile,
    DropFromFamily,
    DropGuardian,
    EndPaying,
    EraseMember,
    JoinFamily,
    LeaveFamily,
    LinkGuardian,
    LoosenTies,
    MemberErased,
    MemberPolicySet,
    ProfileChanged,
    UnlinkGuardian,
    WatchMinor,
)
from shared.ids import derived_id
from tests.machine import Answer, Desk, lives, told
from tests.members.examples import PUDONG, XUHUI, registered, venue_opened
from tests.members.model_family import FamilyModel, Pair, of_age

pytestmark = pytest.mark.thorough

BEGINS = datetime(2025, 12, 28, 15, 30, tzinfo=UTC)  # half an hour before midnight of the venue
GROWN, NEAR, CHILD = date(1980, 5, 1), date(2007, 12, 30), date(2012, 6, 1)
BORN = [NEAR, NEAR, date(2008, 1, 1), date(2008, 2, 29), CHILD, GROWN]
SELF = Actor.service("members")
PEOPLE = [derived_id("member", n) for n in range(4)]  # two of age, two children
ADULTS, CHILDREN = st.sampled_from(PEOPLE[:2]), st.sampled_from(PEOPLE[2:])
FAMILIES = [derived_id("family", n) for n in range(2)]
people, families = st.sampled_from(PEOPLE), st.sampled_from([FAMILIES[0], *FAMILIES])
venues = st.sampled_from([PUDONG] * 9 + [XUHUI])


class FamilyMachine(RuleBasedStateMachine):
    @initialize(days=st.sampled_from([2, 2, 0, 60]))
    def begin(self, days: int) -> None:
        policy = MemberPolicySet(policy="of_age_notice_days", value=str(days), from_day=date(2025, 1, 1), venue_id=None)
        names = [replace(registered, member_id=who, number=str(n)) for n, who in enumerate(PEOPLE)]
        self.desk = Desk(SERVICE.deciders, BEGINS, [venue_opened, policy, *names])
        self.model = FamilyModel({PUDONG: "Asia/Shanghai"}, days, set(PEOPLE))
        self.heard = 0
        for who, born in zip(PEOPLE, (GROWN, GROWN, NEAR, CHILD), strict=True):
            self.grow(who, born, False)
        for who in PEOPLE[:3]:
            self.join(who, FAMILIES[0], PUDONG)

    @rule(
        who=st.sampled_from([*PEOPLE, *PEOPLE[2:]]),
        born=st.sampled_from(BORN),
        clear=st.integers(0, 5).map(lambda n: n == 5),
    )
    def grow(self, who: str, born: date, clear: bool) -> None:
        """A birth date is entered, corrected, or taken out."""
        known, foreseen = self.model.born.get(who), list[object]()
        wish = ChangeProfile(member_id=who, clear=("birth_date",)) if clear else ChangeProfile(
            member_id=who, birth_date=born.isoformat())  # fmt: skip
        if who in self.model.registered:
            if known != (None if clear else born):
                foreseen.append(told(ProfileChanged, member_id=who))
            self.model.born.pop(who, None)
            self.model.born |= {} if clear else {who: born}
        self.desk.give(wish, foreseen or self.model.not_active(who) or [])  # type: ignore[arg-type]

    @rule(child=people, guardian=people, venue=venues, relation=st.sampled_from(["mother", "father"]))
    def link(self, child: str, guardian: str, venue: str, relation: Literal["mother", "father"]) -> None:
        names = {"child_id": child, "guardian_id": guardian, "venue_id": venue}
        wish = LinkGuardian(**names, relation=relation, evidence="birth_certificate")
        self.desk.give(wish, self.model.link(wish, self.desk.now))

    @rule(guardian=ADULTS, child=CHILDREN, look=st.booleans())
    def link_likely(self, guardian: str, child: str, look: bool) -> None:
        self.link(child, guardian, PUDONG, "mother")
        if look:
            self.watch(child)

    @rule(child=people, guardian=people, venue=venues, linked=st.booleans())
    def unlink(self, child: str, guardian: str, venue: str, linked: bool) -> None:
        if linked and self.model.guardians.get(child):
            guardian = next(iter(self.model.guardians[child]))
        wish = UnlinkGuardian(child_id=child, guardian_id=guardian, venue_id=venue, reason="a court decided")
        self.desk.give(wish, self.model.unlink(wish))

    @rule(child=people)
    def watch(self, child: str) -> None:
        """As the clock does, and the news of a birth date."""
        self.desk.give(WatchMinor(child_id=child), self.model.watch(child, self.desk.now), SELF)

    @rule(who=people, family=families, venue=venues)
    def join(self, who: str, family: str, venue: str) -> None:
        wish = JoinFamily(family_id=family, member_id=who, venue_id=venue)
        self.desk.give(wish, self.model.join(wish))

    @rule(who=people, family=families)
    def leave(self, who: str, family: str) -> None:
        wish = LeaveFamily(family_id=family, member_id=who)
        self.desk.give(wish, self.model.leave(wish))

    @rule(payer=people, paid=people, family=families)
    def agree(self, payer: str, paid: str, family: str) -> None:
        wish = AgreeToPay(family_id=family, member_id=payer, for_id=paid)
        self.desk.give(wish, self.model.agree(wish, self.desk.now, PUDONG))

    @rule(payer=ADULTS, paid=people)
    def agree_likely(self, payer: str, paid: str) -> None:
        for who in (payer, paid):
            self.join(who, FAMILIES[0], PUDONG)
        self.agree(payer, paid, FAMILIES[0])

    @rule(by=people, payer=people, paid=people, pick=st.none() | st.integers(0, 5))
    def end_paying(self, by: str, payer: str, paid: str, pick: int | None) -> None:
        agreed = list(self.model.payers.get(FAMILIES[0], {}).items())
        if agreed and pick is not None:
            paid, payer = agreed[pick % len(agreed)]
            by = (by, payer, paid)[pick % 3]
        wish = EndPaying(family_id=FAMILIES[0], member_id=by, payer_id=payer, for_id=paid)
        self.desk.give(wish, self.model.end(wish))

    @rule(who=people, sure=st.integers(0, 2), told_at_once=st.booleans())
    def erase(self, who: str, sure: int, told_at_once: bool) -> None:
        if sure:
            return
        foreseen: Answer = [told(MemberErased, member_id=who)] if who in self.model.registered else {
            *self.model.not_active(who)}  # fmt: skip
        self.model.registered.discard(who)
        self.desk.give(EraseMember(member_id=who), foreseen)
        if told_at_once:
            self.hear(len(self.desk.events))
            self.hear(len(self.desk.events))

    @rule(news=st.integers(1, 9))
    def hear(self, news: int) -> None:
        """Members hears its own news in order, however late; nothing of it is ever refused."""
        for event in self.desk.events[self.heard : self.heard + news]:
            self.heard += 1
            for wish in react(event, None):  # type: ignore[arg-type]
                match wish:
                    case WatchMinor(child_id=child_id):
                        self.watch(child_id)
                    case LoosenTies(member_id=member_id):
                        self.desk.give(wish, self.model.loosen(member_id), SELF)
                    case DropGuardian():
                        self.desk.give(wish, self.model.drop_guardian(wish), SELF)
                    case DropFromFamily():
                        self.desk.give(wish, self.model.leave(wish), SELF)
                    case _:
                        pass  # of other parts of members

    @rule(child=CHILDREN, minutes=st.sampled_from([-1, 0, 1]), notice=st.booleans())
    def birthday(self, child: str, minutes: int, notice: bool) -> None:
        """The clock looks when the day of the notice, or of the birthday, is about to begin, begins, or has begun."""
        if born := self.model.born.get(child):
            day = of_age(born) - timedelta(days=self.model.notice_days if notice else 0)
            at = datetime.combine(day, time(), ZoneInfo("Asia/Shanghai")) + timedelta(minutes=minutes)
            self.desk.now = max(self.desk.now, at)
            self.watch(child)

    @rule(minutes=st.sampled_from([29, 30, 1440, 1440]))
    def time_passes(self, minutes: int) -> None:
        self.desk.now += timedelta(minutes=minutes)

    @rule(pick=st.integers(0, 40))
    def again(self, pick: int) -> None:
        self.desk.repeat(pick)
        self.desk.reuse(pick, LeaveFamily(family_id=FAMILIES[0], member_id=derived_id("nobody")))

    @invariant()
    def nobody_is_in_two_families_or_pays_from_outside(self) -> None:
        every = [who for family in self.model.families.values() for who in family]
        assert len(every) == len(set(every))
        for family_id, agreed in self.model.payers.items():
            pairs: list[Pair] = list(agreed.items())
            assert all({*pair} <= self.model.families[family_id] for pair in pairs)


FamilyMachine.TestCase.settings = lives(100, 50)
TestFamilyMachine = FamilyMachine.TestCase

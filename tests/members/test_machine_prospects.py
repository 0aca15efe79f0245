"""Prospects, their stages and phones, with members' own news late: every command in every state, against the model."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.members.reactions import react
from services.members.service import SERVICE
from shared.contracts import Actor
from shared.contracts import members as c
from shared.decider import plain_digest
from shared.ids import derived_id
from tests.machine import Answer, Desk, lives, told
from tests.members.examples import PUDONG, XUHUI, register, venue_opened
from tests.members.model_prospects import ProspectsModel

pytestmark = pytest.mark.thorough

BEGINS = datetime(2025, 12, 20, 15, 30, tzinfo=UTC)  # half an hour before midnight of the venue
SELF = Actor.service("members")
BERLIN = derived_id("Berlin")
GUESTS = [derived_id("guest", n) for n in range(3)]
STAFF_IDS = [derived_id("staff", n) for n in range(2)]  # the second was dismissed
PHONES = [f"+86138001390{n:02d}" for n in range(3)]
guests, venues = st.sampled_from(GUESTS), st.sampled_from([PUDONG] * 4 + [BERLIN] * 2 + [XUHUI])
owners = st.sampled_from([None, STAFF_IDS[0], STAFF_IDS[0], STAFF_IDS[1]])
phones, promises = st.sampled_from([None, *PHONES]), st.sampled_from([None, None, None, -1, 0, 1, 1, 9])
few = st.integers(0, 5).map(lambda n: n == 5)

Step = tuple[str, c.StageMeans, int | None]
FIRST: list[Step] = [
    ("asked", "open", 1), ("called", "open", None), ("here", "visited", 3), ("tried", "tried", 0),
    ("joined", "won", None), ("gone", "lost", None),
]  # fmt: skip
SHORT: list[Step] = [("asked", "open", None), ("tried", "tried", 2), ("joined", "won", None), ("no", "lost", None)]
OTHER_WAY: list[Step] = [("here", "open", 5), ("asked", "visited", 1), ("gone", "lost", None), ("member", "won", None)]
WRONG: list[list[Step]] = [
    [], FIRST[2:], FIRST[:-1], FIRST[:4] + FIRST[5:], [*FIRST, FIRST[1]], [*FIRST, ("again", "tried", 1)],
    [*FIRST[:-1], ("gone", "lost", 1)], [("asked", "open", 367), *FIRST[1:]], [("asked", "open", -1), *FIRST[1:]],
]  # fmt: skip


class ProspectsMachine(RuleBasedStateMachine):
    @initialize(published=st.sampled_from([True] * 9 + [False]))
    def begin(self, published: bool) -> None:
        berlin = replace(venue_opened, venue_id=BERLIN, zone="Europe/Berlin")
        hired = [c.StaffHired(staff_id=staff_id, name="Li Na") for staff_id in STAFF_IDS]
        past = [venue_opened, berlin, *hired, c.StaffDismissed(staff_id=STAFF_IDS[1])]
        self.desk = Desk(SERVICE.deciders, BEGINS, past)
        self.model = ProspectsModel({PUDONG: "Asia/Shanghai", BERLIN: "Europe/Berlin"}, {STAFF_IDS[0]})
        self.heard, self.promised = 0, [date(2025, 12, 21)]
        if published:
            self.publish(FIRST, 0, ("price", "far"))
            for n, phone in enumerate(PHONES[:2]):
                self.open(GUESTS[n], PUDONG, "Tom", phone, None, None)

    @rule(
        steps=st.sampled_from([FIRST, SHORT, SHORT, OTHER_WAY, OTHER_WAY, *WRONG]),
        days=st.sampled_from([0, 0, 1, 2, -1]),
        reasons=st.sampled_from([("price", "far"), ("price",), ("price",), ("price", "price"), ()]),
    )  # fmt: skip
    def publish(self, steps: list[Step], days: int, reasons: tuple[str, ...]) -> None:
        wish = c.PublishProspectStages(
            from_day=self.desk.now.date() + timedelta(days=days),
            stages=tuple(
                c.ProspectStage(stage=stage, name=stage, name_zh="阶段", means=means, follow_up_days=within)
                for stage, means, within in steps
            ),
            lost_reasons=tuple(c.LostReason(reason=reason, name=reason, name_zh="原因") for reason in reasons),
        )
        self.desk.give(wish, self.model.publish(wish, self.desk.now))

    def soon(self, days: int | None) -> date | None:
        day = None if days is None else self.model.day(PUDONG, self.desk.now) + timedelta(days=days)
        self.promised += [day] if day else []
        return day

    @rule(
        guest=guests, venue=venues, name=st.sampled_from(["Tom", "Tom", None]), phone=phones, owner=owners,
        promise=promises,
    )  # fmt: skip
    def open(
        self, guest: str, venue: str, name: str | None, phone: str | None, owner: str | None, promise: int | None
    ) -> None:
        wish = c.OpenProspect(
            guest_id=guest, venue_id=venue, source="walk_in", name=name, phone=phone, owner_id=owner,
            follow_up_on=self.soon(promise),
        )  # fmt: skip
        self.desk.give(wish, self.model.open(wish, self.desk.now))

    @rule(
        guest=guests, stage=st.sampled_from(["asked", "called", "called", "here", "tried", "joined", "gone", "no"]),
        reason=st.sampled_from([None, "price", "price", "far"]), promise=promises,
    )  # fmt: skip
    def move(self, guest: str, stage: str, reason: str | None, promise: int | None) -> None:
        wish = c.MoveProspect(guest_id=guest, stage=stage, reason=reason, follow_up_on=self.soon(promise))
        self.desk.give(wish, self.model.move(wish, self.desk.now))

    @rule(guest=guests, owner=owners, venue=st.none() | venues)
    def assign(self, guest: str, owner: str | None, venue: str | None) -> None:
        wish = c.AssignProspect(guest_id=guest, owner_id=owner, venue_id=venue)
        self.desk.give(wish, self.model.assign(wish))

    @rule(guest=guests, contact=st.integers(0, 6), promise=promises)
    def contact(self, guest: str, contact: int, promise: int | None) -> None:
        wish = c.RecordProspectContact(
            contact_id=derived_id("contact", contact), guest_id=guest, way="phone", note="…",
            follow_up_on=self.soon(promise),
        )  # fmt: skip
        self.desk.give(wish, self.model.contact(wish, self.desk.now))

    @rule(guest=guests, pick=st.integers(0, 3), other=few)
    def remind(self, guest: str, pick: int, other: bool) -> None:
        """As the clock does; of a promise that was replaced, too."""
        prospect = self.model.prospects.get(guest)
        day = self.promised[-1 - pick % len(self.promised)]
        if prospect and prospect.promise and not other:
            day = prospect.promise
        wish = c.RemindOfProspect(guest_id=guest, follow_up_on=day)
        self.desk.give(wish, self.model.remind(wish), SELF)

    # --- what moves them by itself ---

    @rule(guest=guests, visit=st.integers(0, 20))
    def visit(self, guest: str, visit: int) -> None:
        known, visit_id = self.model.of(guest), derived_id("visit", guest, visit)
        if known.erased:
            return  # the guests' own machine tells of them
        wish = c.RecordGuestVisit(guest_id=guest, visit_id=visit_id, venue_id=PUDONG, name="Tom")
        if known.member_id:
            self.desk.give(wish, {c.GuestIsMember})
            return
        who = [] if known.recorded else [told(c.GuestRecorded, guest_id=guest)]
        here = [] if visit_id in known.visits else [*who, told(c.GuestVisited, guest_id=guest)]
        if here:
            known.recorded, known.came = True, "tried" if known.came == "tried" else "visited"
            known.visits.add(visit_id)
        self.desk.give(wish, here)

    @rule(guest=guests)
    def try_once(self, guest: str) -> None:
        known = self.model.of(guest)
        if not known.recorded or known.erased or known.member_id or known.came == "tried":
            return  # the guests' own machine tells of trials
        wish = c.GrantTrial(
            trial_id=derived_id("trial", guest), guest_id=guest, venue_id=PUDONG, name=guest, birth_date="1990-01-01"
        )
        known.came = "tried"
        self.desk.give(wish, [told(c.TrialGranted, guest_id=guest), told(c.TrialCounted)])

    @rule(phone=st.sampled_from(PHONES), sure=st.booleans())
    def register(self, phone: str, sure: bool) -> None:
        member_id = derived_id("member", phone)
        if not sure or member_id in self.model.members or phone in self.model.holders:
            return  # the machine of lives tells of registrations
        wish = replace(register, member_id=member_id, phone=phone)
        self.model.members.add(member_id)
        self.model.holders[phone] = member_id
        joined = told(c.MemberRegistered, member_id=member_id)
        self.desk.give(wish, [joined, told(c.MemberNumberClaimed), told(c.PhoneClaimed, member_id=member_id)])

    @rule(guest=guests, phone=st.sampled_from(PHONES), sure=few)
    def convert(self, guest: str, phone: str, sure: bool) -> None:
        known, member_id = self.model.of(guest), derived_id("member", phone)
        if not sure or member_id not in self.model.members or not known.recorded or known.erased or known.member_id:
            return
        known.member_id = member_id
        foreseen: Answer = [told(c.GuestConverted, guest_id=guest), told(c.MemberWasGuest, guest_id=guest)]
        if known.came == "tried":
            foreseen = [*foreseen, told(c.TrialMatched, member_id=member_id)]
        self.desk.give(c.ConvertGuest(guest_id=guest, member_id=member_id), foreseen)

    @rule(guest=guests, other=guests, sure=few)
    def erase(self, guest: str, other: str, sure: bool) -> None:
        """Then the phone may be another's."""
        known = self.model.of(guest)
        if sure and known.recorded:
            foreseen = [] if known.erased else [told(c.GuestErased, guest_id=guest)]
            known.erased = True
            self.desk.give(c.EraseGuest(guest_id=guest), foreseen)
            prospect = self.model.prospects.get(guest)
            self.open(other, PUDONG, "Eva", prospect.phone if prospect else None, None, None)

    @rule(news=st.integers(1, 9))
    def hear(self, news: int) -> None:
        """Members hears its own news in order, however late; nothing of it is ever refused."""
        for event in self.desk.events[self.heard : self.heard + news]:
            self.heard += 1
            for wish in react(event, None):  # type: ignore[arg-type]
                match wish:
                    case c.NoteProspectCame():
                        self.desk.give(wish, self.model.came(wish, self.desk.now), SELF)
                    case c.MatchProspect(phone_index=index, member_id=member_id):
                        phone = next(phone for phone in PHONES if plain_digest(phone) == index)
                        self.match(phone, member_id, wish)
                    case _:
                        pass  # of other parts of members

    def match(self, phone: str, member_id: str, wish: c.MatchProspect) -> None:
        guest = self.model.of(self.model.leads.get(phone, ""))
        if guest.came == "tried" and not guest.member_id:
            return  # a fault of the product, reported: such a member is not told to have had the trial
        self.desk.give(wish, self.model.match(phone, member_id), SELF)

    @rule(minutes=st.sampled_from([29, 30, 1440, 1440]))
    def time_passes(self, minutes: int) -> None:
        self.desk.now += timedelta(minutes=minutes)

    @rule(pick=st.integers(0, 40))
    def again(self, pick: int) -> None:
        self.desk.repeat(pick)
        self.desk.reuse(pick, c.EraseGuest(guest_id=derived_id("nobody")))

    @invariant()
    def one_person_is_followed_up_once(self) -> None:
        self.model.one_person_is_followed_up_once()


ProspectsMachine.TestCase.settings = lives(60, 50)
TestProspectsMachine = ProspectsMachine.TestCase

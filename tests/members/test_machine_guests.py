"""Guests, trials and invitations: every command in every state, what waits for a check included, against the model."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.members.service import SERVICE
from shared.contracts import MEMBER, STAFF, Actor
from shared.contracts import members as c
from shared.decider import plain_digest
from shared.ids import derived_id
from tests.machine import Desk, lives
from tests.members.examples import PUDONG, XUHUI, registered, venue_opened
from tests.members.ladders import ORDINARY, SILVER, published, reached
from tests.members.model_guests import GuestsModel
from tests.scenario import CLERK

pytestmark = pytest.mark.thorough

BEGINS = datetime(2025, 12, 20, 15, 30, tzinfo=UTC)  # half an hour before midnight of the venue
MANAGER = Actor(id=derived_id("manager"), roles=STAFF)
SELF = Actor.service("members")
MEMBERS = [derived_id("member", n) for n in range(2)]
HERSELF = Actor(id=MEMBERS[0], roles=(MEMBER,))
GUESTS = [derived_id("guest", n) for n in range(3)]
CARD = derived_id("card")
PHONES = [f"+86138001390{n:02d}" for n in range(3)]  # the last is a member's
guests, members = st.sampled_from(GUESTS), st.sampled_from([*MEMBERS * 4, derived_id("nobody")])
venues = st.sampled_from([PUDONG] * 19 + [XUHUI])
names, born = st.sampled_from(["Tom Li", "tomli", "Eva"]), st.sampled_from([None, "1990-01-01", "1991-02-02"])
phones = st.sampled_from([None, *PHONES[:2], *PHONES])
devices = st.sampled_from([None, None, None, "device-1", "device-2"])
ids, few = st.integers(0, 3), st.integers(0, 5).map(lambda n: n == 5)
staff = st.sampled_from([CLERK, CLERK, MANAGER])


class GuestsMachine(RuleBasedStateMachine):
    @initialize(
        review=st.sampled_from(["none", "act_first", "approve_first"]), trials=st.integers(1, 2),
        visits=st.integers(1, 3), passes=st.integers(1, 2), waiver=st.sampled_from([-5, 2]),
    )  # fmt: skip
    def begin(self, review: str, trials: int, visits: int, passes: int, waiver: int) -> None:
        values = {
            "review_of_guests": review, "trials_per_person": trials, "guest_visits_per_person": visits,
            "guest_visits_within_months": 1, "guests_invited_days_ahead": 20,
        }  # fmt: skip
        policies = [
            c.MemberPolicySet(policy=name, value=str(value), from_day=date(2025, 1, 1), venue_id=None)  # type: ignore[arg-type]
            for name, value in values.items()
        ]
        people = [replace(registered, member_id=who, number=str(n)) for n, who in enumerate(MEMBERS)]
        held = c.PhoneClaimed(phone_index=plain_digest(PHONES[2]), member_id=MEMBERS[1])
        first, stricter = (BEGINS.date() + timedelta(days=days) for days in (waiver, 12))
        editions = [("A", first, False), ("B", stricter, True)]
        waivers = [
            c.DocumentPublished(
                scope="chain", venue_id=None, zone="UTC", kind="waiver", number=n, edition=edition, from_day=day,
                sign_again_from=day if anew else None, remind_from=day if anew else None, text="…", text_zh="…",
            )
            for n, (edition, day, anew) in enumerate(editions, 1)
        ]  # fmt: skip
        lowest = replace(ORDINARY, rights=(c.LevelRight(right="guest_passes", value=passes),))
        ladder = replace(published, from_day=date(2025, 1, 1), period_months=1, levels=(lowest, SILVER))
        silver = replace(reached("silver", 1_000), member_id=MEMBERS[1], until=None)  # which brings nobody
        self.desk = Desk(SERVICE.deciders, BEGINS, [venue_opened, *policies, *people, held, *waivers, ladder, silver])
        self.model = GuestsModel(
            {PUDONG: "Asia/Shanghai"}, set(MEMBERS), review, trials, visits, 1, 20, {MEMBERS[0]: passes}, editions,
            holders={PHONES[2]: MEMBERS[1]},
        )  # fmt: skip
        for n, phone in enumerate(PHONES[:2]):
            self.visit(GUESTS[n], 0, PUDONG, "Tom Li", phone, CLERK)
            self.invite(n, GUESTS[n], MEMBERS[0], PUDONG, "Tom Li", 11, phone, None, None, CLERK, n == 0)

    def enter(self, wish: c.RecordGuestVisit | c.CorrectGuest, by: Actor) -> None:
        self.desk.now += timedelta(seconds=1)
        before = len(self.desk.events)
        if self.desk.give(wish, self.model.enter(wish, by, self.desk.now), by):
            for event in self.desk.events[before:]:
                if isinstance(event, c.EntryMade):
                    self.model.waiting[event.entry_id] = (wish.guest_id, by.id, wish, self.desk.now)

    @rule(guest=guests, visit=ids, venue=venues, name=names, phone=phones, by=staff)
    def visit(self, guest: str, visit: int, venue: str, name: str, phone: str | None, by: Actor) -> None:
        if self.model.of(guest).erased:
            return  # a fault of the product, reported: where entries are checked the name is written all the same
        wish = c.RecordGuestVisit(
            guest_id=guest, visit_id=derived_id("visit", guest, visit), venue_id=venue, name=name, phone=phone
        )
        self.enter(wish, by)

    @rule(guest=guests, name=st.none() | names, phone=phones, by=staff)
    def correct(self, guest: str, name: str | None, phone: str | None, by: Actor) -> None:
        self.enter(c.CorrectGuest(guest_id=guest, name=name, phone=phone), by)

    @rule(pick=ids, right=st.sampled_from([True, True, False]), by=staff,
          other=st.sampled_from([False] * 5 + [True]), next_day=few)  # fmt: skip
    def check(self, pick: int, right: bool, by: Actor, other: bool, next_day: bool) -> None:
        """The latest entries, checked ones among them; perhaps on another day than that of the entry."""
        self.desk.now += timedelta(days=int(next_day))
        entries = list(self.model.waiting)[-3:]
        entry_id = entries[pick % len(entries)] if entries else derived_id("no entry")
        guest = GUESTS[0] if other or not entries else self.model.waiting[entry_id][0]
        wish = c.CheckEntry(entry_id=entry_id, kind="guest", subject_id=guest, right=right)
        self.desk.give(wish, self.model.check(wish, by), by)

    @rule(
        trial=ids, guest=guests, venue=venues, phone=phones, name=st.none() | names, born=born, device=devices,
        card=st.sampled_from([None, None, "4242"]),
    )  # fmt: skip
    def grant(
        self, trial: int, guest: str, venue: str, phone: str | None, name: str | None, born: str | None,
        device: str | None, card: str | None,
    ) -> None:  # fmt: skip
        wish = c.GrantTrial(
            trial_id=derived_id("trial", guest, trial), guest_id=guest, venue_id=venue, phone=phone, name=name,
            birth_date=born, device=device, payment_card=card,
        )  # fmt: skip
        if self.model.under_other_signs(wish):
            return  # a fault of the product, reported: the same guest tries again under another sign
        self.desk.give(wish, self.model.grant(wish, self.desk.now))

    @rule(guest=guests, member=members, sure=few)
    def convert(self, guest: str, member: str, sure: bool) -> None:
        if sure:
            wish = c.ConvertGuest(guest_id=guest, member_id=member)
            self.desk.give(wish, self.model.convert(wish))

    @rule(guest=guests, sure=few, by_entry=st.booleans())
    def erase(self, guest: str, sure: bool, by_entry: bool) -> None:
        """Of another guest's entry, too: that tells nothing of this one."""
        if sure:
            entries = list(self.model.waiting)
            wish = c.EraseGuest(guest_id=guest, entry_id=entries[-1] if by_entry and entries else None)
            self.desk.give(wish, self.model.erase(wish))

    # --- invitations ---

    @rule(
        invitation=st.integers(2, 7), guest=guests, member=members, venue=venues, name=names,
        days=st.sampled_from([None, 0, 3, 3, 11, 12, 20, 21, -1]),
        phone=phones, born=born, device=devices, by=st.sampled_from([CLERK, HERSELF]), by_level=st.booleans(),
    )  # fmt: skip
    def invite(
        self, invitation: int, guest: str, member: str, venue: str, name: str, days: int | None, phone: str | None,
        born: str | None, device: str | None, by: Actor, by_level: bool,
    ) -> None:  # fmt: skip
        today = self.model.day(PUDONG, self.desk.now)
        wish = c.InviteGuest(
            invitation_id=derived_id("invitation", invitation), guest_id=guest, member_id=member, card_id=CARD,
            venue_id=venue, name=name, day=None if days is None else today + timedelta(days=days), phone=phone,
            birth_date=born, device=device, by_level=by_level,
        )  # fmt: skip
        self.desk.give(wish, self.model.invite(wish, self.desk.now, by is CLERK), by)

    def guest_of(self, invitation: int, guest: str, right: bool) -> tuple[str, str]:
        invitation_id = derived_id("invitation", invitation)
        known = self.model.invitations.get(invitation_id)
        return invitation_id, known.wish.guest_id if known and right else guest

    @rule(invitation=ids, guest=guests, venue=venues, edition=st.sampled_from("AAB"), right=st.integers(0, 4))
    def sign(self, invitation: int, guest: str, venue: str, edition: str, right: int) -> None:
        invitation_id, guest = self.guest_of(invitation, guest, bool(right))
        wish = c.SignAsGuest(
            invitation_id=invitation_id, guest_id=guest, venue_id=venue, edition=edition, signature="Tom"
        )
        self.desk.give(wish, self.model.sign(wish, CLERK))

    @rule(invitation=ids, member=members)
    def withdraw(self, invitation: int, member: str) -> None:
        wish = c.WithdrawInvitation(invitation_id=derived_id("invitation", invitation), member_id=member)
        self.desk.give(wish, self.model.withdraw(wish))

    @rule(invitation=ids, how=st.sampled_from(["lapsed", "not_paid"]))
    def end(self, invitation: int, how: c.InvitationEnd) -> None:
        """Of the clock, or of cards, that no pass pays."""
        wish = c.EndInvitation(invitation_id=derived_id("invitation", invitation), how=how)
        self.desk.give(wish, self.model.end(wish.invitation_id, how), SELF)

    @rule(invitation=ids, came=st.booleans())
    def gate(self, invitation: int, came: bool) -> None:
        """What cards tells, in any order, late and twice."""
        invitation_id, guest = self.guest_of(invitation, GUESTS[0], True)
        if came:
            day = self.model.day(PUDONG, self.desk.now)
            wish = c.NoteGuestCame(invitation_id=invitation_id, guest_id=guest, venue_id=PUDONG, day=day)
            self.desk.give(wish, self.model.came(wish), SELF)
        else:
            taken_back = c.NoteGuestNotCame(invitation_id=invitation_id, guest_id=guest)
            self.desk.give(taken_back, self.model.not_come(taken_back), SELF)

    @rule(minutes=st.sampled_from([29, 30, 1440, 1440 * 9]))
    def time_passes(self, minutes: int) -> None:
        self.desk.now += timedelta(minutes=minutes)

    @rule(pick=st.integers(0, 40))
    def again(self, pick: int) -> None:
        self.desk.repeat(pick)
        self.desk.reuse(pick, c.EraseGuest(guest_id=derived_id("nobody")))

    @invariant()
    def nobody_tries_more_often_than_allowed_under_one_sign(self) -> None:
        self.model.nobody_tries_too_often()


GuestsMachine.TestCase.settings = lives(60, 50)
TestGuestsMachine = GuestsMachine.TestCase

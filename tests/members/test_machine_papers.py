"""Consents, agreements, documents and signatures of children and grown people: every command, against the model."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from services.members.service import SERVICE
from shared.contracts import MEMBER, Actor
from shared.contracts import members as c
from shared.ids import derived_id
from tests.machine import Desk, lives, told
from tests.members.examples import PUDONG, XUHUI, registered, venue_opened
from tests.members.model_papers import PapersModel, birthday
from tests.scenario import CLERK

pytestmark = pytest.mark.thorough

BEGINS = datetime(2025, 12, 20, 15, 30, tzinfo=UTC)  # half an hour before midnight of the venue
SELF = Actor.service("members")
BERLIN = derived_id("Berlin")
MOTHER, FATHER, NEARLY, SMALL, UNKNOWN = PEOPLE = [derived_id("member", n) for n in range(5)]
BORN = {
    MOTHER: date(1980, 5, 1), FATHER: date(1982, 2, 28), NEARLY: date(2007, 12, 23), SMALL: date(2011, 12, 24),
}  # fmt: skip
people = st.sampled_from(PEOPLE * 6 + [derived_id("nobody")])
parents = st.sampled_from([MOTHER, MOTHER, MOTHER, FATHER, NEARLY, UNKNOWN])
venues = st.sampled_from([PUDONG] * 5 + [BERLIN] * 3 + [XUHUI])
purposes = st.sampled_from(["photo", "health_data"])
kinds = st.sampled_from(["waiver", "waiver", "house_rules"])
names, few = st.sampled_from(["A", "B", "C", "D"]), st.integers(0, 9).map(lambda n: n == 7)


class PapersMachine(RuleBasedStateMachine):
    @initialize(days=st.sampled_from([0, 14]))
    def begin(self, days: int) -> None:
        policy = c.MemberPolicySet(
            policy="signing_reminded_days_before", value=str(days), from_day=date(2025, 1, 1), venue_id=None
        )
        joined = [replace(registered, member_id=who, number=str(n)) for n, who in enumerate(PEOPLE)]
        born = [
            replace(c.ProfileChanged(member_id=who, birth_year=day.year), birth_date=day.isoformat())
            for who, day in BORN.items()
        ]
        link = {"relation": "mother", "evidence": "birth_certificate", "zone": "Asia/Shanghai", "venue_id": PUDONG}
        linked = [
            c.GuardianLinked(child_id=child, guardian_id=guardian, **link)  # type: ignore[arg-type]
            for child, guardian in ((NEARLY, MOTHER), (SMALL, MOTHER), (SMALL, FATHER))
        ]
        berlin = replace(venue_opened, venue_id=BERLIN, zone="Europe/Berlin")
        self.desk = Desk(SERVICE.deciders, BEGINS, [venue_opened, berlin, policy, *joined, *born, *linked])
        self.model = PapersModel(
            {PUDONG: "Asia/Shanghai", BERLIN: "Europe/Berlin"}, set(PEOPLE), dict(BORN),
            {NEARLY: {MOTHER: PUDONG}, SMALL: {MOTHER: PUDONG, FATHER: PUDONG}}, days,
        )  # fmt: skip
        self.publish("waiver", "A", None, 0, None, "…")
        self.publish_agreement("privacy", "A", 0, "…")

    # --- consents ---

    @rule(who=people, guardian=st.none() | parents, purpose=purposes, edition=names)
    def consent(self, who: str, guardian: str | None, purpose: c.Purpose, edition: str) -> None:
        wish = c.GiveConsent(member_id=who, purpose=purpose, edition=edition, guardian_id=guardian)
        self.desk.give(wish, self.model.give(wish, self.desk.now))

    @rule(
        guardian=parents, child=st.sampled_from([NEARLY, SMALL]), purpose=purposes, edition=names, given=st.booleans()
    )
    def consent_for_child(self, guardian: str, child: str, purpose: c.Purpose, edition: str, given: bool) -> None:
        wish = c.ConsentForChild(member_id=guardian, child_id=child, purpose=purpose, edition=edition, given=given)
        self.desk.give(wish, self.model.give(wish, self.desk.now))

    @rule(guardian=st.none() | parents, purpose=purposes, edition=names)
    def consent_of_a_child(self, guardian: str | None, purpose: c.Purpose, edition: str) -> None:
        self.consent(SMALL, guardian, purpose, edition)

    @rule(who=people, purpose=purposes)
    def withdraw(self, who: str, purpose: c.Purpose) -> None:
        wish = c.WithdrawConsent(member_id=who, purpose=purpose)
        self.desk.give(wish, self.model.withdraw(who, purpose))

    # --- agreements ---

    @rule(
        kind=st.sampled_from(["terms", "privacy"]), edition=names, days=st.sampled_from([-9, 0, 1, 2]),
        text=st.sampled_from(["…", "…", "other"]),
    )  # fmt: skip
    def publish_agreement(self, kind: c.AgreementKind, edition: str, days: int, text: str) -> None:
        day = self.desk.now.date() + timedelta(days=days)
        known = [(each.kind, each.edition) for each in self.model.versions]
        if (kind, edition) not in known and any((e.kind, e.from_day) == (kind, day) for e in self.model.versions):
            return  # a fault of the product, reported: of two that begin on one day the first stays in force
        wish = c.PublishAgreement(kind=kind, edition=edition, from_day=day, text=text, text_zh="…")
        self.desk.give(wish, self.model.publish_agreement(wish))

    @rule(who=people, kind=st.sampled_from(["terms", "privacy"]), edition=names)
    def accept(self, who: str, kind: c.AgreementKind, edition: str) -> None:
        wish = c.AcceptAgreement(member_id=who, kind=kind, edition=edition)
        self.desk.give(wish, self.model.accept(wish, self.desk.now))

    # --- documents ---

    @rule(
        kind=kinds, edition=names, venue=st.sampled_from([None, None, PUDONG, BERLIN, XUHUI]),
        days=st.sampled_from([-1, 0, 1, 2]), again=st.sampled_from([None, None, -1, 0, 1, 9]),
        text=st.sampled_from(["…", "…", "…", "other"]),
    )  # fmt: skip
    def publish(
        self, kind: c.DocumentKind, edition: str, venue: str | None, days: int, again: int | None, text: str
    ) -> None:
        day = self.model.day(PUDONG, self.desk.now) + timedelta(days=days)
        before = self.model.editions.get((venue or "chain", kind), [])
        if edition not in [each.edition for each in before] and day in [each.from_day for each in before]:
            return  # as with agreements
        wish = c.PublishDocument(
            kind=kind, edition=edition, from_day=day, text=text, text_zh="…", venue_id=venue,
            sign_again_from=None if again is None else day + timedelta(days=again),
        )  # fmt: skip
        self.desk.give(wish, self.model.publish(wish, self.desk.now))

    @rule(
        venue=st.sampled_from([None, None, PUDONG]), days=st.sampled_from([-1, 0, 1]), again=st.sampled_from([0, 1, 9])
    )
    def publish_stricter(self, venue: str | None, days: int, again: int) -> None:
        known = len(self.model.editions.get((venue or "chain", "waiver"), []))
        self.publish("waiver", "ABCDEFGH"[min(known, 7)], venue, days, again, "…")
        self.clock(venue or "chain", "waiver", known + 1, again > 0)

    @rule(kind=kinds, venue=st.sampled_from([None, PUDONG]), pick=st.integers(0, 3), other=few)
    def publish_again(self, kind: c.DocumentKind, venue: str | None, pick: int, other: bool) -> None:
        """The same edition with the same text is nothing new, with another it is refused."""
        if before := self.model.editions.get((venue or "chain", kind), []):
            wish = before[pick % len(before)]
            wish = replace(wish, text="other") if other else wish
            self.desk.give(wish, self.model.publish(wish, self.desk.now))

    @rule(
        scope=st.sampled_from(["chain", "chain", PUDONG, BERLIN]),
        kind=kinds,
        number=st.integers(0, 3),
        near=st.booleans(),
    )
    def clock(self, scope: str, kind: c.DocumentKind, number: int, near: bool) -> None:
        if near:
            remind = c.RemindOfSigning(scope=scope, kind=kind, number=number)
            self.desk.give(remind, self.model.tell(scope, kind, number, c.SigningNear), SELF)
        else:
            demand = c.DemandSigning(scope=scope, kind=kind, number=number)
            self.desk.give(demand, self.model.tell(scope, kind, number, c.SigningDemanded), SELF)

    @rule(
        who=people, child=st.sampled_from([None, None, NEARLY, SMALL]), kind=kinds, edition=st.sampled_from("AABBC"),
        venue=venues, desk=st.booleans(), anew=few,
    )  # fmt: skip
    def sign(
        self, who: str, child: str | None, kind: c.DocumentKind, edition: str, venue: str, desk: bool, anew: bool
    ) -> None:
        by = CLERK if desk else Actor(id=who, roles=(MEMBER,))
        wish = c.SignDocument(
            member_id=who, kind=kind, edition=edition, venue_id=venue, signature="…", for_id=child, anew=anew
        )
        self.desk.give(wish, self.model.sign(wish, self.desk.now, by), by)

    @rule(
        pair=st.sampled_from([(MOTHER, None), (MOTHER, NEARLY), (MOTHER, SMALL), (NEARLY, None)]),
        venue=st.sampled_from([PUDONG, BERLIN]),
    )
    def sign_likely(self, pair: tuple[str, str | None], venue: str) -> None:
        """What is in force; also what a guardian signed, by who is of age now."""
        in_force = self.model.governing(venue, "waiver", self.model.day(venue, self.desk.now))
        editions = self.model.editions.get((in_force[0], "waiver"), []) if in_force else []
        edition = editions[in_force[1] - 1].edition if in_force else "A"
        self.sign(*pair, "waiver", edition, venue, True, False)

    @rule(
        who=people, kind=kinds, venue=st.sampled_from([None, None, PUDONG, BERLIN]), pick=st.none() | st.integers(0, 3)
    )
    def void(self, who: str, kind: c.DocumentKind, venue: str | None, pick: int | None) -> None:
        if pick is not None and (signed := list(self.model.signed)):
            who, scope, kind = signed[pick % len(signed)]  # type: ignore[assignment]
            venue = None if scope == "chain" else scope
        wish = c.VoidSignature(member_id=who, kind=kind, reason="by the wrong person", venue_id=venue)
        self.desk.give(wish, self.model.void(wish))

    @rule(who=st.sampled_from([NEARLY, NEARLY, SMALL, MOTHER]), sure=few)
    def came_of_age(self, who: str, sure: bool) -> None:
        if sure or self.model.day(PUDONG, self.desk.now) >= birthday(BORN[who], 18):
            self.desk.give(c.EndGuardiansSignatures(member_id=who), self.model.came_of_age(who), SELF)

    # --- people ---

    @rule(child=st.sampled_from([NEARLY, SMALL]), guardian=st.sampled_from([MOTHER, FATHER]), sure=few)
    def unlink(self, child: str, guardian: str, sure: bool) -> None:
        linked = self.model.guardians[child]
        if sure and guardian in linked and child in self.model.registered:
            del linked[guardian]
            wish = c.UnlinkGuardian(child_id=child, guardian_id=guardian, venue_id=PUDONG, reason="a court decided")
            self.desk.give(wish, [told(c.GuardianUnlinked, child_id=child), told(c.TieEnded)])

    @rule(who=st.sampled_from(PEOPLE), sure=few)
    def erase(self, who: str, sure: bool) -> None:
        if sure and who in self.model.registered:
            self.model.registered.discard(who)
            self.model.born.pop(who, None)
            self.desk.give(c.EraseMember(member_id=who), [told(c.MemberErased, member_id=who)])

    @rule(who=st.sampled_from([NEARLY, SMALL]), years=st.sampled_from([14, 18]), minutes=st.sampled_from([-1, 0, 1]))
    def birthday(self, who: str, years: int, minutes: int) -> None:
        """The day on which a right begins or ends, of the venue or of the chain, is about to begin, or has begun."""
        day = birthday(BORN[who], years)
        if day.year == BEGINS.year:
            zone = ZoneInfo("Asia/Shanghai") if years == 18 else UTC
            at = datetime.combine(day, time(), zone) + timedelta(minutes=minutes)
            self.desk.now = max(self.desk.now, at)

    @rule(minutes=st.sampled_from([-1, 0, 1]))
    def sign_for_oneself(self, minutes: int) -> None:
        """What a guardian signed binds until it is ended; who is of age signs it all the same."""
        self.sign_likely((MOTHER, NEARLY), PUDONG)
        self.birthday(NEARLY, 18, minutes)
        self.sign_likely((NEARLY, None), PUDONG)

    @rule(minutes=st.sampled_from([29, 30, 30, 1440]))
    def time_passes(self, minutes: int) -> None:
        self.desk.now += timedelta(minutes=minutes)

    @rule(pick=st.integers(0, 40))
    def again(self, pick: int) -> None:
        self.desk.repeat(pick)
        self.desk.reuse(pick, c.EndGuardiansSignatures(member_id=derived_id("nobody")))


PapersMachine.TestCase.settings = lives(80, 50)
TestPapersMachine = PapersMachine.TestCase

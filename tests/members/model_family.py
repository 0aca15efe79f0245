"""Guardians of children, families and who pays for whom, by the rules alone.

From the README of members, its contracts and the Civil Code's article 17: a person is of age at 18, from midnight of
the day in the venue's zone; a right over somebody under age is checked, not remembered; who leaves pays for nobody.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from shared.contracts import Refusal
from shared.contracts import members as c
from tests.machine import Answer, Told, told

Pair = tuple[str, str]


def of_age(born: date) -> date:
    """The 18th birthday; who was born on 29 February has it on 1 March of a year without one."""
    leap = (born.month, born.day) == (2, 29)
    return date(born.year + 18, 3, 1) if leap and (born.year + 18) % 4 else born.replace(year=born.year + 18)


@dataclass
class FamilyModel:
    """`erased` and not yet heard: still linked and in the family, though it may do nothing new."""

    zones: dict[str, str]
    notice_days: int
    registered: set[str]
    born: dict[str, date] = field(default_factory=dict)
    guardians: dict[str, dict[str, c.LinkGuardian]] = field(default_factory=dict)
    watched: dict[str, tuple[datetime, bool]] = field(default_factory=dict)
    families: dict[str, set[str]] = field(default_factory=dict)
    payers: dict[str, dict[str, str]] = field(default_factory=dict)  # of each family, by who is paid for
    ties: dict[str, list[Pair]] = field(default_factory=dict)

    def day(self, venue_id: str, at: datetime) -> date:
        return at.astimezone(ZoneInfo(self.zones[venue_id])).date()

    def not_active(self, *members: str) -> set[type[Refusal]]:
        return {c.MemberNotRegistered for member in members if member not in self.registered}

    def age(self, member_id: str, day: date, want: type[Refusal]) -> set[type[Refusal]]:
        """`want` (NotAChild, NotOfAge) where the person is on the other side of the birthday."""
        if member_id not in self.born or member_id not in self.registered:
            return {c.BirthDateMissing}
        grown = day >= of_age(self.born[member_id])
        return {want} if grown == (want is c.NotAChild) else set()

    def tie(self, member_id: str, pair: Pair) -> None:
        ties = self.ties.setdefault(member_id, [])
        if pair not in ties:
            ties.append(pair)

    def untie(self, member_id: str, pair: Pair) -> None:
        self.ties[member_id] = [tie for tie in self.ties.get(member_id, []) if tie != pair]

    # --- guardians ---

    def link(self, wish: c.LinkGuardian, now: datetime) -> Answer:
        against = self.not_active(wish.child_id, wish.guardian_id)
        if wish.venue_id not in self.zones:
            return against | {c.VenueNotOpen}
        day = self.day(wish.venue_id, now)
        against |= self.age(wish.child_id, day, c.NotAChild) | self.age(wish.guardian_id, day, c.NotOfAge)
        if against:
            return against
        links = self.guardians.setdefault(wish.child_id, {})
        known = links.get(wish.guardian_id)
        if known == wish:
            return []
        links.pop(wish.guardian_id, None)
        links[wish.guardian_id] = wish
        linked = told(c.GuardianLinked, child_id=wish.child_id, guardian_id=wish.guardian_id, relation=wish.relation)
        self.tie(wish.guardian_id, ("ward", wish.child_id))
        return [linked] if known else [linked, noted(wish.guardian_id, "ward", wish.child_id)]

    def unlink(self, wish: c.UnlinkGuardian) -> Answer:
        against = self.not_active(wish.child_id)
        if wish.venue_id not in self.zones:
            against.add(c.VenueNotOpen)
        if wish.guardian_id not in self.guardians.get(wish.child_id, {}):
            against.add(c.GuardianNotLinked)
        if against:
            return against
        del self.guardians[wish.child_id][wish.guardian_id]
        self.untie(wish.guardian_id, ("ward", wish.child_id))
        return [unlinked(wish.child_id, wish.guardian_id, "unlinked"), ended(wish.guardian_id, "ward", wish.child_id)]

    def drop_guardian(self, wish: c.DropGuardian) -> Answer:
        linked = self.guardians.get(wish.child_id, {}).pop(wish.guardian_id, None)
        return [unlinked(wish.child_id, wish.guardian_id, "guardian_gone")] if linked else []

    def watch(self, child_id: str, now: datetime) -> Answer:
        """A notice some days before, once; at midnight of the birthday all rights end."""
        links = self.guardians.get(child_id, {})
        if links and child_id not in self.registered:
            self.guardians[child_id] = {}
            return [unlinked(child_id, guardian_id, "child_gone") for guardian_id in links]
        if not links or child_id not in self.born:
            return []
        zone = ZoneInfo(self.zones[list(links.values())[-1].venue_id])
        today, birthday = now.astimezone(zone).date(), of_age(self.born[child_id])
        if today >= birthday:
            self.guardians[child_id] = {}
            self.watched.pop(child_id, None)
            return [told(c.ChildCameOfAge, child_id=child_id, guardian_ids=tuple(links))]
        noticed = today >= birthday - timedelta(days=self.notice_days)
        wake = next_look(today, birthday - timedelta(days=self.notice_days), birthday)
        before, looked = self.watched.get(child_id), (datetime.combine(wake, time(), zone), noticed)
        self.watched[child_id] = looked
        near = noticed and not (before and before[1])
        events = [told(c.ComingOfAgeNear, child_id=child_id, guardian_ids=tuple(links))] if near else []
        return events if looked == before else [*events, told(c.MinorWatched, wake_at=looked[0], noticed=noticed)]

    # --- families ---

    def join(self, wish: c.JoinFamily) -> Answer:
        against = self.not_active(wish.member_id)
        if wish.venue_id not in self.zones:
            against.add(c.VenueNotOpen)
        family = self.families.setdefault(wish.family_id, set())
        inside = wish.member_id in family
        if not inside and any(to == "family" for to, _ in self.ties.get(wish.member_id, [])):
            against.add(c.InAnotherFamily)
        if against or inside:
            return against or []
        family.add(wish.member_id)
        self.tie(wish.member_id, ("family", wish.family_id))
        joined = told(c.FamilyJoined, family_id=wish.family_id, member_id=wish.member_id, venue_id=wish.venue_id)
        return [joined, noted(wish.member_id, "family", wish.family_id)]

    def leave(self, wish: c.LeaveFamily | c.DropFromFamily) -> Answer:
        """With the member go the agreements of which it was either side."""
        because, family = (
            "left" if isinstance(wish, c.LeaveFamily) else "gone",
            self.families.get(wish.family_id, set()),
        )
        if wish.member_id not in family:
            return {c.NotInFamily} if because == "left" else []
        family.discard(wish.member_id)
        self.untie(wish.member_id, ("family", wish.family_id))
        agreed = self.payers.get(wish.family_id, {})
        over = {paid: payer for paid, payer in agreed.items() if wish.member_id in (paid, payer)}
        self.payers[wish.family_id] = {paid: payer for paid, payer in agreed.items() if paid not in over}
        events = [told(c.PayerEnded, payer_id=payer, member_id=paid, because=because) for paid, payer in over.items()]
        left = told(c.FamilyLeft, family_id=wish.family_id, member_id=wish.member_id, because=because)
        return [*events, left, ended(wish.member_id, "family", wish.family_id)]

    def agree(self, wish: c.AgreeToPay, now: datetime, venue_id: str) -> Answer:
        payer, paid, family = wish.member_id, wish.for_id, self.families.get(wish.family_id, set())
        against = self.not_active(payer, paid)
        against |= {c.NotInFamily for who in (payer, paid) if who not in family}
        against |= self.age(payer, self.day(venue_id, now), c.NotOfAge)
        agreed = self.payers.setdefault(wish.family_id, {})
        if payer == paid:
            against.add(c.OwnPayer)
        if agreed.get(paid, payer) != payer:
            against.add(c.PaidForAlready)
        if against or paid in agreed:
            return against or []
        agreed[paid] = payer
        return [told(c.PayerAgreed, family_id=wish.family_id, payer_id=payer, member_id=paid)]

    def end(self, wish: c.EndPaying) -> Answer:
        agreed, against = self.payers.get(wish.family_id, {}), set[type[Refusal]]()
        if wish.member_id not in (wish.payer_id, wish.for_id):
            against.add(c.NotYourAgreement)
        if agreed.get(wish.for_id) != wish.payer_id:
            against.add(c.PayerNotAgreed)
        if against:
            return against
        del agreed[wish.for_id]
        because = "payer" if wish.member_id == wish.payer_id else "member"
        return [told(c.PayerEnded, payer_id=wish.payer_id, member_id=wish.for_id, because=because)]

    def loosen(self, member_id: str) -> Answer:
        ties = self.ties.get(member_id, [])
        if member_id in self.registered or not ties:
            return []
        self.ties[member_id] = []
        wards = tuple(other for to, other in ties if to == "ward")
        return [told(c.TiesLoosened, wards=wards, families=tuple(other for to, other in ties if to == "family"))]


def next_look(today: date, notice: date, birthday: date) -> date:
    """Daily in the month of the notice, on firsts of months in the year before it: no day tells the birth date."""
    begins = date(birthday.year - 1, 10, 1)
    day = max(today + timedelta(days=1), begins)
    while day.day != 1 and (day.year, day.month) < (notice.year, notice.month):
        day += timedelta(days=1)
    return day


def noted(member_id: str, to: str, other_id: str) -> Told:
    return told(c.TieNoted, member_id=member_id, to=to, other_id=other_id)


def ended(member_id: str, to: str, other_id: str) -> Told:
    return told(c.TieEnded, member_id=member_id, to=to, other_id=other_id)


def unlinked(child_id: str, guardian_id: str, because: str) -> Told:
    return told(c.GuardianUnlinked, child_id=child_id, guardian_id=guardian_id, because=because)

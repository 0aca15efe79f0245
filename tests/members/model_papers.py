"""Consents, agreements, documents and signatures by the rules alone.

From the README of members, its contracts and China's rules for the data of children under 14: each purpose is allowed
by itself and withdrawn as easily; people accept the version in force; a venue's own document stands before the chain's;
a child's guardian signs for it, and what a guardian signed ends with the 18th birthday.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from shared.contracts import STAFF, Actor, Refusal
from shared.contracts import members as c
from tests.machine import Answer, told


def birthday(born: date, years: int) -> date:
    """Who was born on 29 February has it on 1 March of a year without one."""
    leap = (born.month, born.day) == (2, 29) and (born.year + years) % 4
    return date(born.year + years, 3, 1) if leap else born.replace(year=born.year + years)


@dataclass
class PapersModel:
    """`guardians` by child, with the venue that linked them; documents by scope and kind, each edition in order."""

    zones: dict[str, str]  # of venues; the chain's day is UTC's
    registered: set[str]
    born: dict[str, date]
    guardians: dict[str, dict[str, str]]
    remind_days: int
    allowed: dict[tuple[str, str], str] = field(default_factory=dict)
    versions: list[c.PublishAgreement] = field(default_factory=list)
    accepted: set[tuple[str, str, str]] = field(default_factory=set)
    editions: dict[tuple[str, str], list[c.PublishDocument]] = field(default_factory=dict)
    told: set[tuple[str, str, int, type[c.SigningNear | c.SigningDemanded]]] = field(default_factory=set)
    signed: dict[tuple[str, str, str], tuple[int, str]] = field(default_factory=dict)  # by member, scope, kind

    def day(self, venue_id: str | None, at: datetime) -> date:
        return at.astimezone(ZoneInfo(self.zones[venue_id] if venue_id else "UTC")).date()

    def not_active(self, *members: str) -> set[type[Refusal]]:
        return {c.MemberNotRegistered for member in members if member not in self.registered}

    def right(self, child_id: str, guardian_id: str, now: datetime) -> set[type[Refusal]]:
        """What speaks against the guardian's deciding for the child today, by the day of the venue that linked them."""
        venue_id = self.guardians.get(child_id, {}).get(guardian_id)
        if venue_id is None or guardian_id not in self.registered:
            return {c.NotGuardian}
        if child_id not in self.born or guardian_id not in self.born:
            return {c.BirthDateMissing}
        day = self.day(venue_id, now)
        against: set[type[Refusal]] = set() if day < birthday(self.born[child_id], 18) else {c.NotAChild}
        return against if day >= birthday(self.born[guardian_id], 18) else against | {c.NotOfAge}

    # --- consents ---

    def give(self, wish: c.GiveConsent | c.ConsentForChild, now: datetime) -> Answer:
        for_child = isinstance(wish, c.ConsentForChild)
        member_id = wish.child_id if isinstance(wish, c.ConsentForChild) else wish.member_id
        guardian_id = wish.member_id if isinstance(wish, c.ConsentForChild) else wish.guardian_id
        against = self.not_active(member_id)
        if guardian_id is not None:
            against |= self.right(member_id, guardian_id, now)
        elif member_id in self.born and now.date() < birthday(self.born[member_id], 14):
            against.add(c.GuardianMustConsent)
        if against:
            return against
        if for_child and not wish.given:  # type: ignore[union-attr]
            return self.withdraw(member_id, wish.purpose)
        if self.allowed.get((member_id, wish.purpose)) == wish.edition:
            return []
        self.allowed[member_id, wish.purpose] = wish.edition
        facts = {"purpose": wish.purpose, "edition": wish.edition, "guardian_id": guardian_id}
        return [told(c.ConsentGiven, member_id=member_id, **facts)]

    def withdraw(self, member_id: str, purpose: str) -> Answer:
        """By the member at any age: it is as easy as allowing, and binds nobody."""
        against = self.not_active(member_id)
        if against or (member_id, purpose) not in self.allowed:
            return against or []
        del self.allowed[member_id, purpose]
        return [told(c.ConsentWithdrawn, member_id=member_id, purpose=purpose)]

    # --- agreements ---

    def publish_agreement(self, wish: c.PublishAgreement) -> Answer:
        same = [each for each in self.versions if (each.kind, each.edition) == (wish.kind, wish.edition)]
        if same:
            return [] if same[0] == wish else {c.AgreementVersionReused}
        self.versions.append(wish)
        return [told(c.AgreementPublished, kind=wish.kind, edition=wish.edition, from_day=wish.from_day)]

    def accept(self, wish: c.AcceptAgreement, now: datetime) -> Answer:
        """Of one day the version that was published first; where none is in force, any name counts."""
        against, current = self.not_active(wish.member_id), None
        for each in self.versions:
            begun = each.kind == wish.kind and each.from_day <= now.date()
            if begun and (current is None or current.from_day < each.from_day):
                current = each
        if current and current.edition != wish.edition:
            against.add(c.AgreementNotCurrent)
        one = (wish.member_id, wish.kind, wish.edition)
        if against or one in self.accepted:
            return against or []
        self.accepted.add(one)
        return [told(c.AgreementAccepted, member_id=wish.member_id, kind=wish.kind, edition=wish.edition)]

    # --- documents ---

    def publish(self, wish: c.PublishDocument, now: datetime) -> Answer:
        if wish.venue_id and wish.venue_id not in self.zones:
            return {c.VenueNotOpen}
        before = self.editions.setdefault((wish.venue_id or "chain", wish.kind), [])
        same = next((each for each in before if each.edition == wish.edition), None)
        if same:
            return [] if same == wish else {c.EditionReused}
        against = set[type[Refusal]]()
        if wish.from_day < max([self.day(wish.venue_id, now), *(each.from_day for each in before)]):
            against.add(c.EditionOutOfOrder)
        if wish.sign_again_from and wish.sign_again_from < wish.from_day:
            against.add(c.SigningTooEarly)
        if against:
            return against
        before.append(wish)
        again = wish.sign_again_from
        remind = again - timedelta(days=self.remind_days) if again else None
        facts = {"number": len(before), "edition": wish.edition, "sign_again_from": again, "remind_from": remind}
        return [told(c.DocumentPublished, scope=wish.venue_id or "chain", kind=wish.kind, **facts)]

    def tell(self, scope: str, kind: str, number: int, what: type[c.SigningNear | c.SigningDemanded]) -> Answer:
        """One event for all who signed, once."""
        known = self.editions.get((scope, kind), [])[number - 1 : number] if number > 0 else []
        one = (scope, kind, number, what)
        if not known or known[0].sign_again_from is None or one in self.told:
            return []
        self.told.add(one)
        return [told(what, scope=scope, kind=kind, number=number)]

    def governing(self, venue_id: str, kind: str, day: date) -> tuple[str, int] | None:
        """The scope and number of the edition in force at a venue."""
        for scope in (venue_id, "chain"):
            known = self.editions.get((scope, kind), [])
            begun = [number for number, each in enumerate(known, 1) if each.from_day <= day]
            if begun:
                newest = max(known[number - 1].from_day for number in begun)
                return scope, next(number for number in begun if known[number - 1].from_day == newest)
        return None

    def sign(self, wish: c.SignDocument, now: datetime, by: Actor) -> Answer:
        bound = wish.for_id or wish.member_id
        if wish.venue_id not in self.zones:
            return {c.VenueNotOpen}
        against, today = self.not_active(bound), self.day(wish.venue_id, now)
        if wish.for_id:
            against |= self.right(wish.for_id, wish.member_id, now)
        elif bound in self.born and today < birthday(self.born[bound], 18):
            against.add(c.GuardianMustSign)
        current = self.governing(wish.venue_id, wish.kind, today)
        if current is None:
            return against | {c.DocumentNotPublished}
        scope, least = current
        known = [each.edition for each in self.editions[scope, wish.kind]]
        number = known.index(wish.edition) + 1 if wish.edition in known else 0
        if number < least:
            against.add(c.EditionNotToSign)
        if against:
            return against
        former = self.signed.get((bound, scope, wish.kind))
        enough = former and former[0] >= number and (former[1] == wish.member_id or wish.for_id)
        if enough and not wish.anew:
            return []
        self.signed[bound, scope, wish.kind] = (number, wish.member_id)
        seen = by.id if by.has(*STAFF) else None
        facts = {"number": number, "edition": wish.edition, "signed_by": wish.member_id, "witnessed_by": seen}
        return [told(c.DocumentSigned, member_id=bound, kind=wish.kind, scope=scope, **facts)]

    def void(self, wish: c.VoidSignature) -> Answer:
        one = (wish.member_id, wish.venue_id or "chain", wish.kind)
        if one not in self.signed or wish.member_id not in self.registered:
            return {c.NothingSigned}
        number, _ = self.signed.pop(one)
        return [told(c.SignatureEnded, member_id=one[0], scope=one[1], kind=one[2], number=number, because="void")]

    def came_of_age(self, member_id: str) -> Answer:
        over = [(one, number) for one, (number, by) in self.signed.items() if one[0] == member_id != by]
        for one, _ in over:
            del self.signed[one]
        facts = [{"scope": one[1], "kind": one[2], "number": number} for one, number in over]
        return [told(c.SignatureEnded, member_id=member_id, because="of_age", **fact) for fact in facts]

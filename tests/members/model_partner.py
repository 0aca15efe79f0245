"""Partners and their people by the rules alone.

From the README of members and its contract: people are proven by a roster, of which each sign is for one member, or by
an address of the company's domain; no more belong than was agreed on; who is no longer on the roster leaves from a day
on, everybody with the first day without an agreement, and these come back where it lasts longer.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from shared.contracts import Refusal
from shared.contracts import members as c
from tests.machine import Answer, told

Sign = tuple[str, str]


@dataclass
class Person:
    by: str
    sign: Sign
    since: date
    left: date | None = None
    put_out: bool = False

    def belongs(self, day: date) -> bool:
        return self.left is None or day < self.left


@dataclass
class Partner:
    terms: c.AgreeWithPartner
    parts: dict[int, set[Sign]] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)

    def roster(self) -> set[Sign]:
        return set[Sign]().union(*self.parts.values())

    def belonging(self, day: date) -> dict[str, Person]:
        return {who: person for who, person in self.people.items() if person.belongs(day)}


@dataclass
class PartnerModel:
    """`phones` of members who are active; `proofs`: the address that a proof stands for, until it is used."""

    venues: set[str]
    phones: dict[str, str]
    proofs: dict[str, str]
    used: set[str] = field(default_factory=set)
    partners: dict[str, Partner] = field(default_factory=dict)

    def agree(self, wish: c.AgreeWithPartner, today: date) -> Answer:
        known, against = self.partners.get(wish.agreement_id), set[type[Refusal]]()
        most, domains = wish.most_people, ["." in domain and domain == domain.lower() for domain in wish.domains]
        if wish.until <= wish.from_day or most == 0 or wish.venues == () or not all(domains):
            against.add(c.PartnerTermsWrong)
        if set(wish.venues or ()) - self.venues:
            against.add(c.VenueNotOpen)
        people = len(known.belonging(today)) if known else 0
        if most is not None and people > most:
            against.add(c.PartnerHasMorePeople)
        if against or (known and known.terms == wish):
            return against or []
        agreed = told(c.PartnerAgreed, **vars(wish))
        if known is None:
            self.partners[wish.agreement_id] = Partner(wish)
            return [agreed]
        known.terms = wish
        holds = wish.from_day <= today < wish.until
        out = [who for who, person in known.people.items() if person.put_out and holds]
        back = out if most is None else out[: most - people]
        for who in back:
            known.people[who] = Person(known.people[who].by, known.people[who].sign, today)
        again = [told(c.PartnerJoined, member_id=who, by=known.people[who].by, from_day=today) for who in back]
        return [agreed, *again]

    def over(self, agreement_id: str, today: date) -> Answer:
        """Nobody leaves before having joined; who had left before, has."""
        known = self.partners.get(agreement_id)
        if known is None or today < known.terms.until:
            return []
        left = []
        for who, person in known.people.items():
            day = max(known.terms.until, person.since)
            if person.left is None or person.left > day:
                person.left, person.put_out = day, True
                left.append(told(c.PartnerLeft, member_id=who, from_day=day, because="agreement_over"))
        return left

    def upload(self, wish: c.UploadRoster, today: date) -> Answer:
        """Who came by the domain is on no roster, and stays."""
        known = self.partners.get(wish.agreement_id)
        against: set[type[Refusal]] = set() if known else {c.PartnerUnknown}
        if not 1 <= wish.part <= 100:
            against.add(c.RosterTooLong)
        if known is None or against:
            return against
        texts = [("phone", wish.phones), ("email", wish.emails), ("code", wish.codes)]
        signs: set[Sign] = {(kind, text.lower()) for kind, each in texts for text in each}
        news = [] if known.parts.get(wish.part) == signs else [told(c.RosterUploaded, part=wish.part)]
        known.parts[wish.part] = signs
        day, left = wish.leave_on or today, []
        for who, person in known.people.items():
            stays = person.by == "domain" or person.sign in known.roster()
            if not stays and (person.left is None or person.left > day):
                person.left, person.put_out = day, False
                left.append(told(c.PartnerLeft, member_id=who, from_day=day, because="not_on_roster"))
        return [*news, *left]

    def join(self, wish: c.JoinPartner, today: date) -> Answer:
        known = self.partners.get(wish.agreement_id)
        against: set[type[Refusal]] = set() if wish.member_id in self.phones else {c.MemberNotRegistered}
        if known is None:
            return against | {c.PartnerUnknown}
        own = known.people.get(wish.member_id)
        if not against and own and own.left is None:
            return []
        if not known.terms.from_day <= today < known.terms.until:
            against.add(c.PartnerNotNow)
        others = {who: p for who, p in known.belonging(today).items() if who != wish.member_id}
        if known.terms.most_people is not None and len(others) >= known.terms.most_people:
            against.add(c.PartnerFull)
        proven = self.proven(wish, known, self.phones.get(wish.member_id, ""))
        if isinstance(proven, set) or proven[1] in {person.sign for person in others.values()}:
            return against | (proven if isinstance(proven, set) else {c.NotOfPartner})
        if against:
            return against
        by, sign = proven
        used = [told(c.ProofUsed, proof_id=wish.proof_id)] if by in ("email", "domain") else []
        self.used |= {wish.proof_id} if wish.proof_id and used else set()
        known.people[wish.member_id] = Person(by, sign, today)
        return [*used, told(c.PartnerJoined, member_id=wish.member_id, by=by, from_day=today)]

    def proven(self, wish: c.JoinPartner, known: Partner, phone: str) -> tuple[str, Sign] | set[type[Refusal]]:
        if wish.email is None:
            by, text = ("phone", phone) if wish.code is None else ("code", wish.code.lower())
            return (by, (by, text)) if (by, text) in known.roster() else {c.NotOfPartner}
        sign, fresh = ("email", wish.email), wish.proof_id is not None and wish.proof_id not in self.used
        on_roster, of_domain = sign in known.roster(), wish.email.split("@")[1] in known.terms.domains
        against: set[type[Refusal]] = set() if on_roster or of_domain else {c.NotOfPartner}
        if wish.proof_id is None:
            against.add(c.NotOfPartner)
        elif not fresh or self.proofs[wish.proof_id] != wish.email:
            against.add(c.ContactNotProven)
        return against or ("email" if on_roster else "domain", sign)

    def leave(self, wish: c.EndPartnership) -> Answer:
        """A day told before may be moved; nobody leaves before having joined."""
        known = self.partners.get(wish.agreement_id)
        if known is None:
            return {c.PartnerUnknown}
        person = known.people.get(wish.member_id)
        if person is None:
            return {c.NotAmongPartnersPeople}
        day = max(wish.from_day, person.since)
        if person.left == day:
            return []
        person.left, person.put_out = day, False
        return [told(c.PartnerLeft, member_id=wish.member_id, from_day=day, because="left")]

    def has_left(self, agreement_id: str, member_id: str, today: date) -> bool:
        known = self.partners.get(agreement_id)
        person = known.people.get(member_id) if known else None
        return person is not None and not person.belongs(today)

    # --- what must hold ---

    def no_more_than_agreed_and_each_by_a_sign_of_their_own(self, today: date) -> None:
        for known in self.partners.values():
            people = known.belonging(today)
            assert known.terms.most_people is None or len(people) <= known.terms.most_people
            assert len({person.sign for person in people.values()}) == len(people)

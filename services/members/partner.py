"""Partners: agreements with companies, their rosters, and who of the members belongs to them. Pure.

Of a roster only keyed digests are kept: each sign, a phone, an e-mail address or a code, lets one member join.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, assert_never

from services.members import life, proof
from services.members.life import Life, check_registered
from services.members.partner_terms import wrong_terms
from services.members.proof import Proof, email_index
from shared.contracts import Event
from shared.contracts.members import (
    MOST_ON_A_ROSTER,
    AgreeWithPartner,
    CodeMade,
    ContactProven,
    EndAgreement,
    EndPartnership,
    JoinPartner,
    NotAmongPartnersPeople,
    NotOfPartner,
    PartnerAgreed,
    PartnerFull,
    PartnerHasMorePeople,
    PartnerJoined,
    PartnerLeft,
    PartnerNotNow,
    PartnerProof,
    PartnerTermsWrong,
    PartnerUnknown,
    ProofForgotten,
    ProofUsed,
    RosterTooLong,
    RosterUploaded,
    UploadRoster,
    VenueNotOpen,
    VenueOpened,
)
from shared.decider import Context, Decider
from shared.venue_time import chain_day

Wish = AgreeWithPartner | EndAgreement | UploadRoster | JoinPartner | EndPartnership
MOST_PARTS = 100


@dataclass(frozen=True)
class Partner:
    """none -> agreed; its roster, who joined by which sign, and who left from which day on."""

    agreed: PartnerAgreed | None = None
    parts: Mapping[int, frozenset[str]] = field(default_factory=dict)  # of its roster
    people: Mapping[str, PartnerJoined] = field(default_factory=dict)
    left: Mapping[str, date] = field(default_factory=dict)
    put_out: frozenset[str] = frozenset()  # who left as the agreement was over, by nothing of their own
    venues: frozenset[str] = frozenset()  # open ones
    life: Life = field(default_factory=Life)
    proof: Proof = field(default_factory=Proof)

    @property
    def roster(self) -> frozenset[str]:
        return frozenset().union(*self.parts.values())

    def belongs(self, member_id: str, day: date) -> bool:
        """Whether the member has joined and not left by the end of `day`; who leaves later still counts."""
        gone = self.left.get(member_id)
        return member_id in self.people and (gone is None or day < gone)


def streams(wish: Wish, context: Context) -> Sequence[str]:
    own = f"partner-{wish.agreement_id}"
    match wish:
        case AgreeWithPartner(venues=venues):
            return [own, *(f"venue-{venue_id}" for venue_id in venues or ())]
        case JoinPartner(proof_id=proof_id):
            return [own, life.stream(wish.member_id), *([f"proof-{proof_id}"] if proof_id else [])]
        case EndAgreement() | UploadRoster() | EndPartnership():
            return [own]
    assert_never(wish)


def decide(wish: Wish, partner: Partner, context: Context) -> list[Event]:
    today = chain_day(context.at)
    if isinstance(wish, AgreeWithPartner):
        return agree(wish, partner, today)
    if partner.agreed is None and isinstance(wish, EndAgreement):
        return []
    if partner.agreed is None:
        raise PartnerUnknown(agreement_id=wish.agreement_id)
    match wish:
        case UploadRoster():
            return upload(wish, partner, today, context.blind)
        case JoinPartner():
            return join(wish, partner, partner.agreed, today, context)
        case EndAgreement():
            return over(wish, partner, partner.agreed, today)
        case EndPartnership():
            return leave(wish, partner, today)
    assert_never(wish)


def agree(wish: AgreeWithPartner, partner: Partner, today: date) -> list[Event]:
    if wrong := next(wrong_terms(wish), None):
        raise PartnerTermsWrong(field=wrong)
    for venue_id in wish.venues or ():
        if venue_id not in partner.venues:
            raise VenueNotOpen(venue_id=venue_id)
    people = sum(partner.belongs(member_id, today) for member_id in partner.people)
    if wish.most_people is not None and people > wish.most_people:
        raise PartnerHasMorePeople(most=wish.most_people, people=people)
    agreed = PartnerAgreed(**vars(wish))
    return [] if agreed == partner.agreed else [agreed, *back(agreed, partner, people, today)]


def back(agreed: PartnerAgreed, partner: Partner, people: int, today: date) -> list[Event]:
    """Who left only as the agreement was over, in the order in which they had joined, as far as there are places."""
    if not agreed.from_day <= today < agreed.until:
        return []
    out: list[Event] = [
        replace(joined, from_day=today) for who, joined in partner.people.items() if who in partner.put_out
    ]
    return out if agreed.most_people is None else out[: agreed.most_people - people]


def over(wish: EndAgreement, partner: Partner, agreed: PartnerAgreed, today: date) -> list[Event]:
    """Nothing, where it lasts longer by now; who left before has left."""
    if today < agreed.until:
        return []
    ends = {who: max(agreed.until, joined.from_day) for who, joined in partner.people.items()}
    return [
        PartnerLeft(agreement_id=wish.agreement_id, member_id=who, from_day=day, because="agreement_over")
        for who, day in ends.items()
        if partner.left.get(who, date.max) > day
    ]


# --- who belongs to it ---


def sign_of(agreement_id: str, kind: str, text: str, blind: Callable[[str], str]) -> str:
    """The digest of what stands for one of the partner's people; of the same text, another one for each agreement."""
    return blind(f"partner|{agreement_id}|{kind}|{text.strip().lower()}")


def upload(wish: UploadRoster, partner: Partner, today: date, blind: Callable[[str], str]) -> list[Event]:
    """Who joined by a domain is on no roster, and stays."""
    named = [("phone", wish.phones), ("email", wish.emails), ("code", wish.codes)]
    people = sum(len(texts) for _, texts in named)
    if people > MOST_ON_A_ROSTER or not 1 <= wish.part <= MOST_PARTS:
        raise RosterTooLong(people=people, most=MOST_ON_A_ROSTER, part=wish.part)
    signs = frozenset(sign_of(wish.agreement_id, kind, text, blind) for kind, texts in named for text in texts)
    after = replace(partner, parts={**partner.parts, wish.part: signs}).roster
    day = wish.leave_on or today
    gone = [
        PartnerLeft(agreement_id=wish.agreement_id, member_id=member_id, from_day=day, because="not_on_roster")
        for member_id, joined in partner.people.items()
        if joined.by != "domain" and joined.sign not in after and partner.left.get(member_id, date.max) > day
    ]
    roster = RosterUploaded(agreement_id=wish.agreement_id, part=wish.part, signs=tuple(sorted(signs)))
    return [*([] if signs == partner.parts.get(wish.part) else [roster]), *gone]


def join(wish: JoinPartner, partner: Partner, agreed: PartnerAgreed, today: date, context: Context) -> list[Event]:
    check_registered(partner.life, wish.member_id)
    if partner.belongs(wish.member_id, date.max):
        return []
    if not agreed.from_day <= today < agreed.until:
        raise PartnerNotNow(from_day=agreed.from_day, until=agreed.until)
    used, by, sign = proven(wish, partner, agreed, context)
    others = [other for other in partner.people if other != wish.member_id and partner.belongs(other, today)]
    if any(partner.people[other].sign == sign for other in others):
        raise NotOfPartner()
    if agreed.most_people is not None and len(others) >= agreed.most_people:
        raise PartnerFull(most=agreed.most_people)
    who = {"agreement_id": wish.agreement_id, "member_id": wish.member_id}
    return [*used, PartnerJoined(**who, by=by, sign=sign, from_day=today)]


def proven(
    wish: JoinPartner, partner: Partner, agreed: PartnerAgreed, context: Context
) -> tuple[list[Event], PartnerProof, str]:
    """What shows that the member belongs to the partner; raises NotOfPartner, ContactNotProven."""

    def sign(kind: str, text: str) -> str:
        return sign_of(wish.agreement_id, kind, text, context.blind)

    if wish.email is not None:
        if wish.proof_id is None:
            raise NotOfPartner()
        index = email_index(wish.email, context.blind)
        used: list[Event] = [proof.use(wish.proof_id, "partner", partner.proof, index, context.now)]
        if (known := sign("email", wish.email)) in partner.roster:
            return used, "email", known
        if wish.email.rpartition("@")[2].lower() in agreed.domains:
            return used, "domain", known
        raise NotOfPartner()
    if wish.code is not None and (known := sign("code", wish.code)) in partner.roster:
        return [], "code", known
    if wish.code is None and (known := sign("phone", partner.life.phone)) in partner.roster:
        return [], "phone", known
    raise NotOfPartner()


def leave(wish: EndPartnership, partner: Partner, today: date) -> list[Event]:
    """A day to come may be moved; nobody leaves before having joined, and who left comes back by joining alone."""
    joined = partner.people.get(wish.member_id)
    if joined is None:
        raise NotAmongPartnersPeople(member_id=wish.member_id)
    day = max(wish.from_day, joined.from_day)
    gone = partner.left.get(wish.member_id)
    if gone is not None and gone <= today:
        day = min(day, gone)
    if gone == day and wish.member_id not in partner.put_out:
        return []
    who = {"agreement_id": wish.agreement_id, "member_id": wish.member_id}
    return [PartnerLeft(**who, from_day=day, because="left")]


def evolve(partner: Partner, event: Any) -> Partner:
    match event:
        case PartnerAgreed():
            return replace(partner, agreed=event)
        case RosterUploaded(part=part, signs=signs):
            return replace(partner, parts={**partner.parts, part: frozenset(signs)})
        case PartnerJoined(member_id=member_id):
            left = {who: day for who, day in partner.left.items() if who != member_id}
            people = {**partner.people, member_id: event}
            return replace(partner, people=people, left=left, put_out=partner.put_out - {member_id})
        case PartnerLeft(member_id=member_id, from_day=day):
            out = partner.put_out - {member_id} | ({member_id} if event.because == "agreement_over" else set())
            return replace(partner, left={**partner.left, member_id: day}, put_out=out)
        case VenueOpened(venue_id=venue_id):
            return replace(partner, venues=partner.venues | {venue_id})
        case CodeMade() | ContactProven() | ProofUsed() | ProofForgotten():
            return replace(partner, proof=proof.evolve(partner.proof, event))
    return replace(partner, life=life.evolve(partner.life, event))


PARTNER: Decider[Partner] = Decider(
    (AgreeWithPartner, EndAgreement, UploadRoster, JoinPartner, EndPartnership), Partner(), streams, decide, evolve
)

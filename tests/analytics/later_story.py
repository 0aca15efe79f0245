"""What becomes of members and cards besides visits: the rest of a chain's life, for `story.life`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random

from shared.contracts import DayRange, Event, Money, Reason
from shared.contracts.cards import (
    AutoRenewalAgreed,
    AutoRenewalLapsed,
    CardActivated,
    CardEnded,
    CardExpiring,
    CardTransferred,
    DaysGiven,
    ExitRecorded,
    Lot,
    LotDays,
    LotGranted,
    LotKind,
    LotNotGranted,
    LotWithdrawn,
    ProductChanged,
    ProductRevised,
    RenewalDue,
    RenewalFailed,
    Terms,
)
from shared.contracts.members import (
    ConsentGiven,
    ConsentWithdrawn,
    ContactRecorded,
    FollowUpClosed,
    GuestConverted,
    GuestErased,
    GuestRecorded,
    GuestVisited,
    ImportWithdrawn,
    MembersMerged,
    MergeUndone,
    ProfileChanged,
    RegistrationRejected,
    RegistrationSubmitted,
    TrialGranted,
)
from shared.ids import derived_id

DAY, AT = date(2026, 3, 2), datetime(2026, 3, 2, 6, tzinfo=UTC)
UNTIL = date(2027, 3, 2)
YEAR = Terms(kind="term", months=12, trial=False)
GOLD = derived_id("gold")


def lot(
    card: str, venue: str, price: Money, kind: LotKind = "renewal", name: str = "renewal", first: date = UNTIL
) -> Lot:
    return Lot(
        lot_id=derived_id(name, card), kind=kind, product_id=GOLD, order_id=derived_id(name, "order", card),
        venue_id=venue, price=price, terms=YEAR, valid=DayRange(first, date(first.year + 1, first.month, first.day)),
    )  # fmt: skip


def submitted(member: str, venue: str) -> RegistrationSubmitted:
    return RegistrationSubmitted(
        member_id=member, number="M2", name="sealed", phone="+8613800138001", venue_id=venue, channel="online",
        language="en", terms_accepted="2026-01", privacy_accepted=None, import_id=None, submitted_by="guest",
    )  # fmt: skip


def merged(member: str, into: str) -> MembersMerged:
    return MembersMerged(survivor_id=into, merged_id=member, reason="the same person", merged_at=AT)


def ended(card: str, member: str, until: date = DAY) -> CardEnded:
    return CardEnded(card_id=card, member_id=member, product_id=GOLD, valid_until=until)


def renewal_due(card: str, member: str, venue: str, attempt: int = 1) -> RenewalDue:
    return RenewalDue(
        card_id=card, member_id=member, product_id=GOLD, venue_id=venue, period=UNTIL, attempt=attempt,
        order_id=derived_id("auto", card), payment_id=derived_id("auto", card, attempt), most=Money(1, "CNY"),
    )  # fmt: skip


def guest_tried(guest: str, venue: str, day: date = DAY, brought_by: str | None = None) -> tuple[Event, ...]:
    where = {"guest_id": guest, "venue_id": venue}
    return (
        GuestRecorded(name="sealed", phone=None, **where),
        GuestVisited(visit_id=derived_id("visit", guest), day=day, brought_by=brought_by, **where),
        TrialGranted(trial_id=derived_id("trial", guest), day=day, **where),
    )


def exited(card: str, member: str, venue: str, at: datetime) -> ExitRecorded:
    return ExitRecorded(swipe_id=derived_id("exit", card, at), card_id=card, member_id=member, venue_id=venue, at=at)


def any_card(chance: Random, card: str, member: str, other: str, venue: str) -> Sequence[Event]:
    who = {"card_id": card, "member_id": member}
    price, more = Money(chance.randint(0, 90_000), "CNY"), (LotDays(lot_id=card, valid=DayRange(DAY, UNTIL)),)
    withdrawn = LotWithdrawn(lot_id=card, order_id=derived_id("order"), valid_until=DAY, lots=more, **who)
    changed = ProductChanged(
        old_lot_id=card, credit=Money(1, "CNY"), paid=price, surplus=Money(0, "CNY"), refunds=(), valid_until=UNTIL,
        lot=lot(card, venue, price, "upgrade", "upgrade", DAY), **who,
    )  # fmt: skip
    not_granted = LotNotGranted(
        lot_id=derived_id("never", card), order_id=derived_id("order"), price=price,
        reason=Reason(code="CardCancelled", facts={}), **who,
    )  # fmt: skip
    failed = RenewalFailed(
        period=UNTIL, attempt=1, payment_id=derived_id("auto", card, 1), cause="declined", next_at=None, **who
    )
    lives: list[list[Event]] = [
        [CardActivated(first_day=DAY, by="choice", valid_until=UNTIL, lots=more, **who)],
        [AutoRenewalAgreed(most=price, **who), renewal_due(card, member, venue), failed],
        [LotGranted(lot=lot(card, venue, price), valid_until=UNTIL, **who), withdrawn],
        [CardExpiring(product_id=GOLD, valid_until=UNTIL, days_left=7, **who), ended(card, member)],
        [
            DaysGiven(
                gift_id=card, days=3, cause="illness", reason="flu", valid_until=UNTIL,
                lots=(LotDays(lot_id=card, valid=DayRange(DAY, date(2027, 3, 5))),), **who,
            ),
            changed, withdrawn,
        ],
        [
            CardTransferred(to_member_id=other, application_id=card, contract="signed", **who),
            CardTransferred(
                card_id=card, member_id=other, to_member_id=member, application_id=other, contract="signed"
            ),
        ],
        [AutoRenewalLapsed(period=UNTIL, **who), not_granted],
    ]  # fmt: skip
    return chance.choice(lives)


def any_person(chance: Random, member: str, other: str, venue: str) -> Sequence[Event]:
    applicant, guest, note = (derived_id(what, member) for what in ("applicant", "guest", "note"))
    contact = ContactRecorded(
        contact_id=note, member_id=member, way="phone", from_member=True, note="sealed", follow_up_by=note,
        follow_up_on=DAY,
    )  # fmt: skip
    about = {"member_id": member, "purpose": "photo", "network_address": None}
    given = ConsentGiven(edition="2026-01", guardian_id=None, **about)
    lives: list[list[Event]] = [
        [submitted(applicant, venue), RegistrationRejected(
            member_id=applicant, phone_index="x", reason="sealed", rejected_by="desk")],
        [merged(member, other), MergeUndone(survivor_id=other, merged_id=member, reason="two people")],
        [merged(member, other)],
        [*guest_tried(guest, venue, brought_by=other), GuestConverted(guest_id=guest, member_id=member)],
        [*guest_tried(guest, venue), GuestErased(guest_id=guest)],
        [given, ConsentWithdrawn(**about), *([given] if chance.random() < 0.5 else [])],
        [contact, FollowUpClosed(contact_id=note, member_id=member, note="sealed")],
        [ProfileChanged(member_id=member, birth_year=1990), ProfileChanged(member_id=member, sex="female"),
         ProfileChanged(member_id=member, clear=("birth_date",))],
        [ImportWithdrawn(member_id=member, import_id="old", phone_index="x")],
    ]  # fmt: skip
    return chance.choice(lives)


def tell_more(
    tell: Callable[[Event, datetime], None], chance: Random, members: Sequence[str], venues: Sequence[str]
) -> None:
    """Something more of everybody, and one of everything that a table would be empty without."""
    revised = ProductRevised(
        product_id=derived_id("product"), product_version=2, name="Pack", name_zh="十次卡", terms=YEAR, effective=DAY
    )

    def told(*events: Event) -> None:
        for event in events:
            tell(event, AT + timedelta(minutes=chance.randint(-50_000, 50_000)))

    told(revised, *guest_tried(derived_id("always"), venues[0]), exited(derived_id("card"), members[0], venues[0], AT))
    told(ContactRecorded(
        contact_id=derived_id("always"), member_id=members[0], way="sms", from_member=False, note="sealed",
        follow_up_by=None, follow_up_on=None,
    ), ConsentGiven(
        member_id=members[0], purpose="photo", edition="1", guardian_id=None, network_address=None
    ))  # fmt: skip
    told(ProfileChanged(member_id=derived_id("profile"), birth_year=1970))
    for n, member in enumerate(members):
        other, venue, card = members[n - 1], chance.choice(venues), derived_id("card", member)
        told(*any_card(chance, card, member, other, venue), *any_person(chance, member, other, venue))

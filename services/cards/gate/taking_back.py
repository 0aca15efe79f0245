"""Taking a wrong swipe back: the day at the venue as if it had not been, and what it had used given back. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from services.cards.card import Card
from services.cards.gate.at_gate import AtGate, evolve, held_to, of_the_house
from services.cards.gate.crowd import House
from services.cards.guests.passes import GuestPass
from services.cards.lots.charge import balance, used
from services.cards.lots.entries import Entry, others
from services.cards.lots.visits import step
from shared.contracts import Money
from shared.contracts.cards import (
    CardIssued,
    CardNotIssued,
    CrowdMoved,
    EntryBeganCard,
    EntryNotKnown,
    EntryTakenBack,
    EntryTooOld,
    GateNotOpen,
    GuestEntryTakenBack,
    TakeBackEntry,
)
from shared.decider import Context, Decider
from shared.venue_time import local_day

TakenBack = EntryTakenBack | GuestEntryTakenBack | CrowdMoved


def streams(wish: TakeBackEntry, context: Context) -> list[str]:
    return held_to(wish.venue_id, wish.card_id, context.at)


def decide(wish: TakeBackEntry, gate: AtGate, context: Context) -> list[TakenBack]:
    card, issued = gate.card, gate.card.issued
    if issued is None:
        raise CardNotIssued(card_id=wish.card_id)
    if gate.zone is None:
        raise GateNotOpen(venue_id=wish.venue_id)
    entry, house = card.entries.get(wish.swipe_id), gate.house(wish.venue_id, context)
    if came := guest_by(wish, card):
        return guest_taken_back(wish, *came, house)
    if entry is None or entry.venue_id != wish.venue_id:
        raise EntryNotKnown(swipe_id=wish.swipe_id)
    if entry.taken_back:
        return []
    check_soon(entry.at, house)
    if not others(card.entries, entry, but=wish.swipe_id) and card.began == (entry.day, "first_visit"):
        raise EntryBeganCard(first_day=entry.day)
    back = taken_back(wish, entry, card, issued, context)
    named = all(lot.terms.named for lot in card.open_lots)
    visitor = back.member_id if named else wish.card_id
    return [back, *house.not_counted(visitor, entry.at)]


def check_soon(entered_at: datetime, house: House) -> None:
    """Raises EntryTooOld."""
    hours = house.policy.take_back_hours
    if house.at > entered_at + timedelta(hours=hours):
        raise EntryTooOld(at=entered_at, hours=hours)


def guest_by(wish: TakeBackEntry, card: Card) -> tuple[str, GuestPass] | None:
    """The pass on which a guest came in by this swipe here, or once had."""
    for pass_id, known in card.guests.items():
        if known.venue_id == wish.venue_id and wish.swipe_id in (known.entered_by, *known.mistaken):
            return pass_id, known
    return None


def guest_taken_back(wish: TakeBackEntry, pass_id: str, known: GuestPass, house: House) -> list[TakenBack]:
    """The guest may come in on the pass again, as long as its day lasts."""
    if known.entered_at is None or wish.swipe_id in known.mistaken:
        return []
    check_soon(known.entered_at, house)
    who = {"pass_id": pass_id, "guest_id": known.guest_id, "member_id": known.member_id}
    back = GuestEntryTakenBack(**vars(wish), **who, day=known.day, at=known.entered_at)
    return [back, *house.not_counted(pass_id, known.entered_at)]


def taken_back(wish: TakeBackEntry, entry: Entry, card: Card, issued: CardIssued, context: Context) -> EntryTakenBack:
    """Where the person came in a second time on that day, the day's visit stays used."""
    day = card.day(entry.venue_id, entry.day, entry.who)
    came_again = bool(others(card.entries, entry, but=wish.swipe_id))
    back = step(day, day if came_again else day.without_entry(), ())
    then = card.after(entry.venue_id, entry.day, back, entry.who)
    lots = tuple(used(then, then, back.unspent))
    return EntryTakenBack(
        swipe_id=wish.swipe_id,
        use_id=back.unspent_of,
        card_id=wish.card_id,
        member_id=entry.who or card.holder,
        venue_id=entry.venue_id,
        day=entry.day,
        at=entry.at,
        reason=wish.reason,
        lot_value=sum((use.paid for use in lots), Money(0, issued.price.currency)),
        lots=lots,
        absent=not came_again and not day.settled,
        **vars(balance(then, local_day(context.at, issued.zone))),
    )


TAKING_BACK: Decider[AtGate] = Decider((TakeBackEntry,), AtGate(), streams, decide, evolve, busy=of_the_house)

"""Taking a wrong swipe back: the day at the venue as if it had not been, and what it had used given back. Pure."""

from __future__ import annotations

from datetime import timedelta

from services.cards.card import Card
from services.cards.gate.at_gate import AtGate, evolve, held_to, of_the_house
from services.cards.gate.gate_policy import policy_on
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
    TakeBackEntry,
)
from shared.decider import Context, Decider
from shared.venue_time import local_day


def streams(wish: TakeBackEntry, context: Context) -> list[str]:
    return held_to(wish.venue_id, wish.card_id, context.at)


def decide(wish: TakeBackEntry, gate: AtGate, context: Context) -> list[EntryTakenBack | CrowdMoved]:
    card, issued = gate.card, gate.card.issued
    if issued is None:
        raise CardNotIssued(card_id=wish.card_id)
    if gate.zone is None:
        raise GateNotOpen(venue_id=wish.venue_id)
    entry = card.entries.get(wish.swipe_id)
    if entry is None or entry.venue_id != wish.venue_id:
        raise EntryNotKnown(swipe_id=wish.swipe_id)
    if entry.taken_back:
        return []
    hours = policy_on(gate.policies, local_day(context.at, gate.zone)).take_back_hours
    if context.at > entry.at + timedelta(hours=hours):
        raise EntryTooOld(at=entry.at, hours=hours)
    if not others(card.entries, entry, but=wish.swipe_id) and card.began == (entry.day, "first_visit"):
        raise EntryBeganCard(first_day=entry.day)
    back = taken_back(wish, entry, card, issued, context)
    named = all(lot.terms.named for lot in card.open_lots)
    visitor = back.member_id if named else wish.card_id
    return [back, *gate.house(wish.venue_id, context).not_counted(visitor, entry.at)]


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

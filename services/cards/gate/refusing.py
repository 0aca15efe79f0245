"""Why a gate stays shut: every reason that holds, in the order in which a gate tells them. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from services.cards.gate.admission import objections, shortage, worth_more
from services.cards.gate.at_gate import Coming
from services.cards.gate.gate_limits import open_at, outside_hours
from services.cards.gate.reading import misread
from services.cards.gate.travel import impossible
from services.cards.gate.waivers import unsigned
from shared.contracts import Refusal
from shared.contracts.cards import (
    CardOfErasedMember,
    EnteredAlready,
    NotSharing,
    OutsideHours,
    WaiverNotSigned,
    WaiverToSign,
)


def reasons(coming: Coming) -> Iterator[Refusal]:
    """The first is told; who overrides it answers for the others too. `readmit` waives the passback."""
    wish, card, issued = coming.wish, coming.card, coming.issued
    if no := misread(wish, card, coming.policy, coming.context):
        yield no
    yield from objections(card, issued, wish.venue_id, coming.day, coming.context.at)
    for no in (gone(coming), closed_now(coming), unnamed(coming), waiver(coming)):
        if no and not isinstance(no, WaiverToSign):
            yield no
    inside = passback(coming)
    if inside and not wish.readmit:
        yield inside
    far = impossible(coming)
    if far and coming.policy.travel == "refuse":
        yield far
    if full := coming.house.full_for(coming.visitor):
        yield full
    usable, counts = card.usable(wish.venue_id, coming.day), card.day(wish.venue_id, coming.day, coming.who)
    if usable and card.visit(wish.venue_id, coming.day, counts.with_entry(), who=coming.who) is None:
        yield shortage(card, issued, wish.venue_id, coming.day)


def cautions(coming: Coming) -> Iterator[Refusal]:
    """What a gate says of a person while it opens, beside what it says of the card."""
    no = waiver(coming)
    if isinstance(no, WaiverToSign):
        yield no
    inside = entered_with_another(coming)
    if inside and coming.policy.passback == "warn":
        yield inside
    far = impossible(coming)
    if far and coming.policy.travel == "warn":
        yield far


def closed_now(coming: Coming) -> OutsideHours | None:
    """No lot's hours hold at this time. Who has a booking for the day is let in: its visit is set aside already."""
    venue_id, day, local = coming.wish.venue_id, coming.day, coming.house.local
    usable, at_venue = coming.card.usable(venue_id, day), coming.card.day(venue_id, day, coming.who)
    lots = [h for h in usable if worth_more(h)] or usable
    booked = at_venue.held + at_venue.settled
    return None if booked or not lots or any(open_at(h.terms, local) for h in lots) else outside_hours(lots, local)


def unnamed(coming: Coming) -> NotSharing | None:
    """Who comes is neither the member whose card it is nor one who shares it."""
    card, who = coming.card, coming.member_id
    return None if who == card.holder or who in card.sharing.holders else NotSharing(holder_id=who)


def gone(coming: Coming) -> CardOfErasedMember | None:
    """One who shared the card was erased; of its own member the card itself was told."""
    erased = coming.card.standing(coming.member_id).status == "erased"
    return CardOfErasedMember(card_id=coming.wish.card_id) if erased and not coming.card.blocks.closed else None


def waiver(coming: Coming) -> WaiverNotSigned | WaiverToSign | None:
    """The person has not signed what the venue asks for. Of who bears a bearer card nobody knows who it is."""
    if not coming.named:
        return None
    return unsigned(coming.gate.waivers, coming.records, coming.wish.venue_id, coming.day, coming.policy)


def entered_already(coming: Coming) -> EnteredAlready | None:
    """This person came in with the card somewhere of the chain, has not left, and the passback time is not over."""
    where, at = coming.card.whereabouts.get(coming.who), coming.context.at
    entry = where.inside if where else None
    soon = timedelta(minutes=coming.card.terms_on(coming.day).passback_minutes)
    if entry and entry.at <= at < entry.at + soon:
        return EnteredAlready(entered_at=entry.at, venue_id=entry.venue_id)
    return None


def passback(coming: Coming) -> EnteredAlready | None:
    """The same, with another of their cards where the policy says so."""
    other = entered_with_another(coming) if coming.policy.passback == "refuse" else None
    return entered_already(coming) or other


def entered_with_another(coming: Coming) -> EnteredAlready | None:
    """This person came in with another card soon before, and has not been seen to leave with any."""
    if coming.policy.passback == "off" or not coming.named:
        return None
    known, at = coming.card.whereabouts.get(coming.who), coming.context.at
    soon = timedelta(minutes=coming.card.terms_on(coming.day).passback_minutes)
    others = [seen for who, seen in coming.gate.elsewhere if who in coming.records]
    before = sorted(seen for seen in (*others, *(known.seen if known else ())) if seen.at <= at)
    last = before[-1] if before else None
    if last is None or last not in others or last.direction == "out" or at >= last.at + soon:
        return None
    return EnteredAlready(entered_at=last.at, venue_id=last.venue_id)

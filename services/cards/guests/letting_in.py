"""A guest at the gate: let in on the pass that was set aside, once, or told why not. Pure."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from services.cards.card import Card
from services.cards.gate.admission import objection
from services.cards.gate.at_gate import AtGate, evolve, held_to, of_the_house
from services.cards.gate.gate_limits import open_at, outside_hours
from services.cards.guests.passes import GuestPass
from shared.contracts import Reason, Refusal
from shared.contracts.cards import (
    AdmitGuest,
    CardIssued,
    CardNotIssued,
    CrowdMoved,
    GateNotOpen,
    GuestAdmitted,
    GuestLeft,
    GuestNotSigned,
    GuestPassElsewhere,
    GuestPassOver,
    GuestPassUnknown,
    GuestPassUsed,
    GuestRefused,
    GuestWithoutHost,
    NotSharing,
)
from shared.decider import Context, Decider
from shared.venue_time import local_day, local_time

GuestEvent = GuestAdmitted | GuestRefused | GuestLeft | CrowdMoved


def streams(wish: AdmitGuest, context: Context) -> list[str]:
    return held_to(wish.venue_id, wish.card_id, context.at)


def decide(wish: AdmitGuest, gate: AtGate, context: Context) -> list[GuestEvent]:
    card, issued = gate.card_here, gate.card.issued
    if issued is None:
        raise CardNotIssued(card_id=wish.card_id)
    if gate.zone is None:
        raise GateNotOpen(venue_id=wish.venue_id)
    known = card.guests.get(wish.pass_id)
    if wish.swipe_id in card.swipes:
        return []  # uploaded twice
    if wish.direction == "out":
        return leave(wish, known, gate, context) if known else []
    local, house = local_time(context.at, gate.zone), gate.house(wish.venue_id, context)
    no = unfit(wish, known, local.date()) or shut(wish, known, card, issued, local, context)
    no = no or unready(known, card, gate.zone, wish.venue_id, local.date())
    said = answer(wish, card, known, no or house.full_for(wish.pass_id), local.date(), context)
    return [said, *(house.counting(wish.pass_id, "in") if isinstance(said, GuestAdmitted) else [])]


def unfit(wish: AdmitGuest, known: GuestPass | None, today: date) -> Refusal | None:
    """Why the pass lets nobody in here and now, whatever the card is."""
    if known is None:
        return GuestPassUnknown(pass_id=wish.pass_id)
    if known.entered_at is not None:
        return GuestPassUsed(entered_at=known.entered_at)
    if known.status != "held":
        return GuestPassOver(pass_id=wish.pass_id)
    if (known.venue_id, known.day) != (wish.venue_id, today):
        return GuestPassElsewhere(venue_id=known.venue_id, day=known.day)
    return None


def shut(
    wish: AdmitGuest, known: GuestPass | None, card: Card, issued: CardIssued, local: datetime, context: Context
) -> Refusal | None:
    """Why the card, or who brings the guest, opens no door now."""
    assert known is not None
    if no := objection(card, issued, wish.venue_id, local.date(), context.at):
        return no
    if not card.is_of(known.member_id) and known.member_id not in card.sharing.holders:
        return NotSharing(holder_id=known.member_id)
    lot = card.lots[known.lot_id]
    return None if open_at(lot.terms, local) else outside_hours([lot], local)


def unready(known: GuestPass | None, card: Card, zone: str, venue_id: str, today: date) -> Refusal | None:
    """What is still to be done at the desk: sign, or let the member come in first."""
    assert known is not None
    if known.to_sign:
        return GuestNotSigned(edition=known.to_sign)
    if not card.lots[known.lot_id].terms.guests.accompanied:
        return None
    where = card.whereabouts.get(card.who(known.member_id))
    host = where.inside if where else None
    here = host and host.venue_id == venue_id and local_day(host.at, zone) == today
    return None if here else GuestWithoutHost(member_id=known.member_id)


def answer(
    wish: AdmitGuest, card: Card, known: GuestPass | None, no: Refusal | None, day: date, context: Context
) -> GuestAdmitted | GuestRefused:
    host = known.member_id if known else card.holder
    came = at_the_gate(wish, context) | {"member_id": host, "day": day}
    if no or known is None:
        guest_id = known.guest_id if known else None
        told = known.why if known and isinstance(no, GuestPassOver) else None
        reason = told or Reason.of(no or GuestPassUnknown(pass_id=wish.pass_id))
        return GuestRefused(**came, guest_id=guest_id, reason=reason)
    lot = card.lots[known.lot_id].lot
    came |= {"lot_id": lot.lot_id, "product_id": lot.product_id, "order_id": lot.order_id}
    return GuestAdmitted(**came, guest_id=known.guest_id)


def leave(wish: AdmitGuest, known: GuestPass, gate: AtGate, context: Context) -> list[GuestEvent]:
    """Nobody is kept in; who never came in on the pass does not leave on it."""
    left = at_the_gate(wish, context) | {"guest_id": known.guest_id, "member_id": known.member_id}
    if known.status != "used":
        return []
    return [GuestLeft(**left), *gate.house(wish.venue_id, context).counting(wish.pass_id, "out")]


def at_the_gate(wish: AdmitGuest, context: Context) -> dict[str, Any]:
    where = {"card_id": wish.card_id, "venue_id": wish.venue_id, "at": context.at}
    return {"swipe_id": wish.swipe_id, "pass_id": wish.pass_id} | where


GUESTS_AT_GATE: Decider[AtGate] = Decider((AdmitGuest,), AtGate(), streams, decide, evolve, busy=of_the_house)

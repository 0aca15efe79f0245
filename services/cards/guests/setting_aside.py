"""A pass for a guest who is announced: set aside, given back, or taken away with what it came with. Pure.

All three are answers to what members says, so none of them refuses.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, assert_never

from services.cards.card import Card, asked_of
from services.cards.evolve import evolve
from services.cards.gate.admission import objection
from services.cards.guests.allowance import LotPasses, of_lots
from services.cards.guests.passes import GuestPass
from shared.contracts import Reason, Refusal
from shared.contracts.cards import (
    CardNotIssued,
    CardOfAnotherMember,
    GuestPassCleared,
    GuestPassesGone,
    GuestPassesUsedUp,
    GuestPassHeld,
    GuestPassNotHeld,
    GuestPassReleased,
    GuestPassWithdrawn,
    HoldGuestPass,
    NoGuestPasses,
    NoteGuestSigned,
    ReleaseGuestPass,
)
from shared.decider import Context, Decider

PassCommand = HoldGuestPass | NoteGuestSigned | ReleaseGuestPass
SetAside = GuestPassHeld | GuestPassNotHeld | GuestPassCleared | GuestPassReleased


def streams(wish: PassCommand, context: Context) -> list[str]:
    return asked_of(wish)


def decide(wish: PassCommand, card: Card, context: Context) -> list[SetAside]:
    known = card.guests.get(wish.pass_id)
    match wish:
        case HoldGuestPass():
            return [] if known else [set_aside(wish, card, context)]
        case NoteGuestSigned():
            signed = GuestPassCleared(pass_id=wish.pass_id, card_id=wish.card_id, edition=wish.edition)
            return [signed] if known and known.to_sign else []
        case ReleaseGuestPass():
            return [released(wish, known)] if known and known.status == "held" else []
    assert_never(wish)


def set_aside(wish: HoldGuestPass, card: Card, context: Context) -> GuestPassHeld | GuestPassNotHeld:
    """The first lot that has a pass left for the day, in the order in which lots are spent."""
    if wish.by_level:
        return set_aside_by_level(wish, card, context)
    asked = names(wish)
    lots = list(of_lots(card, card.usable(wish.venue_id, wish.day), wish.day))
    pays = next((one for one in lots if one.left), None)
    no = refusal(wish, card, context) or (None if pays else used_up(wish, lots))
    if no or pays is None:
        return GuestPassNotHeld(**asked, reason=Reason.of(no or NoGuestPasses(card_id=wish.card_id)))
    return GuestPassHeld(
        **asked,
        lot_id=pays.holding.lot.lot_id,
        period=pays.allowance.period,
        passes_left=pays.left - 1,
        to_sign=wish.to_sign,
    )


def set_aside_by_level(wish: HoldGuestPass, card: Card, context: Context) -> GuestPassHeld | GuestPassNotHeld:
    """Of no lot's passes; the first lot that holds on the day opens the door, and its refund shuts it."""
    lots = card.usable(wish.venue_id, wish.day)
    no = refusal(wish, card, context) or (None if lots else NoGuestPasses(card_id=wish.card_id))
    if no:
        return GuestPassNotHeld(**names(wish), reason=Reason.of(no))
    lot = lots[0]
    return GuestPassHeld(
        **names(wish), lot_id=lot.lot.lot_id, period=lot.valid, passes_left=0, to_sign=wish.to_sign, by_level=True
    )


def names(wish: HoldGuestPass) -> dict[str, Any]:
    return {name: value for name, value in vars(wish).items() if name not in ("to_sign", "by_level")}


def refusal(wish: HoldGuestPass, card: Card, context: Context) -> Refusal | None:
    """Why the card lets nobody in on the day."""
    try:
        issued = card.shared_by(wish.card_id, wish.member_id)
    except (CardNotIssued, CardOfAnotherMember) as no:
        return no
    return objection(card, issued, wish.venue_id, wish.day, context.at)


def used_up(wish: HoldGuestPass, lots: list[LotPasses]) -> Refusal:
    """Of several lots whose passes are used, the one that has new ones the soonest is told."""
    if not lots:
        return NoGuestPasses(card_id=wish.card_id)
    anew = min(((lot.again, lot) for lot in lots if lot.again), key=lambda one: one[0], default=None)
    if anew is None:
        return GuestPassesGone(passes=sum(lot.holding.terms.guest_passes for lot in lots))
    again, lot = anew
    passes = lot.allowance.passes + lot.allowance.carried
    return GuestPassesUsedUp(passes=passes, first=lot.allowance.period.first, again=again)


def released(wish: ReleaseGuestPass, known: GuestPass) -> GuestPassReleased:
    return GuestPassReleased(pass_id=wish.pass_id, card_id=wish.card_id, member_id=known.member_id)


def taken_away(card: Card, card_id: str, why: Refusal, of: str | None = None) -> Iterator[GuestPassWithdrawn]:
    """The passes that are set aside, all or those of one lot: what they came with is over."""
    for pass_id, known in card.guests.items():
        if known.status == "held" and of in (None, known.lot_id):
            yield GuestPassWithdrawn(
                pass_id=pass_id,
                guest_id=known.guest_id,
                card_id=card_id,
                member_id=known.member_id,
                day=known.day,
                reason=Reason.of(why),
            )


GUEST_PASSES: Decider[Card] = Decider(
    (HoldGuestPass, NoteGuestSigned, ReleaseGuestPass), Card(), streams, decide, evolve
)

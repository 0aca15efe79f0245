"""A pack of lessons rests with the membership of its member: told by the holder, counted once, ended with it. Pure.

Freezing the membership rests what depends on it. Coming back early ends both by the days really rested.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from services.cards.card import Card, asked_of
from services.cards.events import CardEvent
from services.cards.evolve import evolve
from services.cards.lots.letting_go import withdrawn
from services.cards.lots.lots import rescheduled
from services.cards.rest.fallen import fallen
from services.cards.rest.rests import with_rests
from services.cards.rest.standing import stood_still
from services.cards.rest.still import still
from shared.contracts import Command, DayRange
from shared.contracts.cards import (
    CardCancelledAfterRefund,
    CardFrozen,
    CardFrozenNow,
    CardTransferred,
    FreezeEnded,
    HolderNoted,
    ImportedCardWithdrawn,
    MembershipRestCounted,
    MembershipRestNoted,
    NoteMembershipOver,
    NoteMembershipRest,
    TellMembershipRest,
    Terms,
)
from shared.decider import Context, Decider
from shared.venue_time import add_days, local_day


def told_of_rests(
    event: CardFrozen
    | FreezeEnded
    | CardCancelledAfterRefund
    | CardTransferred
    | ImportedCardWithdrawn
    | MembershipRestNoted
    | HolderNoted,
) -> Iterator[Command]:
    """From a membership to its holder, from the holder to the other cards; a card that comes is told of what lasts."""
    match event:
        case CardFrozen(alone=False):
            yield noting(event, event.rest)
        case FreezeEnded():
            rested = DayRange(event.rest.first, add_days(event.rest.first, event.rested_days))
            yield replace(noting(event, rested), ends=True)
        case CardCancelledAfterRefund() | CardTransferred() | ImportedCardWithdrawn():
            yield NoteMembershipOver(member_id=event.member_id, card_id=event.card_id)
        case MembershipRestNoted():
            for card_id in event.card_ids:
                yield telling(event, card_id, event.card_id, event.first, event.rest, event.over)
        case HolderNoted():
            for known in event.rests:
                yield telling(event, event.card_id, known.card_id, known.first, known.rest, not event.holds)


def noting(event: CardFrozen | FreezeEnded, rest: DayRange) -> NoteMembershipRest:
    return NoteMembershipRest(member_id=event.member_id, card_id=event.card_id, first=event.rest.first, rest=rest)


def telling(
    event: MembershipRestNoted | HolderNoted, card_id: str, membership_id: str, first: date, rest: DayRange, over: bool
) -> TellMembershipRest:
    return TellMembershipRest(
        card_id=card_id, member_id=event.member_id, membership_id=membership_id, first=first, rest=rest, over=over
    )


def streams(wish: TellMembershipRest, context: Context) -> list[str]:
    return asked_of(wish)


def decide(wish: TellMembershipRest, card: Card, context: Context) -> list[CardEvent]:
    """Nothing for what is known, for a card of somebody else, or one whose terms let it go on."""
    if card.issued is None or card.cancelled:
        return []
    today = local_day(context.at, card.issued.zone)
    known = card.rests_with.get((wish.membership_id, wish.first))
    rest = cut(wish.rest, today) if wish.over else wish.rest
    mine = wish.over or card.is_of(wish.member_id)
    if not mine or (known.rest if known else DayRange(rest.first, rest.first)) == rest or not (known or depends(card)):
        return []
    counted = count(wish, card, rest)
    later = [own for own in card.rests if own.first > today]
    why = CardFrozenNow(first_day=rest.first, until=rest.until)
    return [
        counted,
        *fallen(evolve(card, counted), wish.card_id, later),
        *withdrawn(card, wish.card_id, rest.__contains__, why),
    ]


def cut(rest: DayRange, today: date) -> DayRange:
    """What of it lies before today."""
    return DayRange(rest.first, max(rest.first, min(rest.until, today)))


def depends(card: Card) -> bool:
    """Whether all that the card still holds rests with a membership; one with a term of its own is a membership."""
    return all(rests_with_membership(holding.terms) for holding in card.open_lots)


def rests_with_membership(terms: Terms) -> bool:
    """As the terms say; where they say nothing, a pack of lessons does, and other packs and values do not."""
    if terms.kind == "term":
        return False
    return terms.lessons if terms.rests_with_membership is None else terms.rests_with_membership


def count(wish: TellMembershipRest, card: Card, rest: DayRange) -> MembershipRestCounted:
    """From the days without any rest, so that nothing counts twice, and a shorter one counts less."""
    event = MembershipRestCounted(
        card_id=wish.card_id,
        member_id=card.holder,
        membership_id=wish.membership_id,
        first=wish.first,
        rest=rest,
        hold=card.terms_on(rest.first).freezing.hold,
        moved_days=0,
        valid_until=card.valid.until,
        lots=(),
    )
    lots = with_rests(card.lots.values(), still(stood_still(card, event)))
    until = rescheduled(card, lots, card.valid.until).valid.until
    moved = 0 if until == date.max else (until - card.valid.until).days
    return MembershipRestCounted(**vars(event) | {"lots": lots, "valid_until": until, "moved_days": moved})


TOGETHER: Decider[Card] = Decider((TellMembershipRest,), Card(), streams, decide, evolve)

"""The packs that would rest with a membership: the same commands to the same cards, and nothing is appended. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from services.cards.blocks.holder import HOLDER, HolderEvent, Holders, holder_stream
from services.cards.card import asked_of, card_stream
from services.cards.events import CardEvent
from services.cards.people.person import person_stream
from services.cards.rest.together import TOGETHER
from shared.contracts import Event
from shared.contracts.cards import (
    CardFrozen,
    HoldWithdrawn,
    IfFrozen,
    MembershipRestCounted,
    PersonNoted,
    RestsToo,
    TellMembershipRest,
)
from shared.decider import Context
from shared.history import Told


def of_streams(told: Sequence[Told], streams: Iterable[str]) -> list[Event]:
    names = frozenset(streams)
    return [one.event for one in told if one.recorded.stream in names]


def further(query: IfFrozen, told: Sequence[Told]) -> Iterator[str]:
    """All records of whose card it is, and the other cards that are theirs."""
    member_id = TOGETHER.fold(of_streams(told, asked_of(query))).concerned(query.member_id)
    holders = held_by(told)
    for record in holders.records(member_id):
        yield from (person_stream(record), holder_stream(record))
        yield from map(card_stream, holders.holder(record).card_ids)


def held_by(told: Sequence[Told]) -> Holders:
    return HOLDER.fold([one.event for one in told if isinstance(one.event, HolderEvent | PersonNoted)])


def resting_with(decided: Sequence[CardEvent], told: Sequence[Told], context: Context) -> Iterator[RestsToo]:
    """What the other cards of all the person's records would make of the rest."""
    frozen = next((event for event in decided if isinstance(event, CardFrozen) and not event.alone), None)
    if frozen is None:
        return
    holders = held_by(told)
    for record in holders.records(frozen.member_id):
        for card_id in holders.holder(record).card_ids:
            if card_id != frozen.card_id:
                yield from rests_too(telling(frozen, card_id, record), told, context)


def telling(frozen: CardFrozen, card_id: str, member_id: str) -> TellMembershipRest:
    return TellMembershipRest(
        card_id=card_id,
        member_id=member_id,
        membership_id=frozen.card_id,
        first=frozen.rest.first,
        rest=frozen.rest,
    )


def rests_too(wish: TellMembershipRest, told: Sequence[Told], context: Context) -> Iterator[RestsToo]:
    card = TOGETHER.fold(of_streams(told, asked_of(wish)))
    events = TOGETHER.decide(wish, card, context)
    for counted in (event for event in events if isinstance(event, MembershipRestCounted)):
        withdrawn = [event.hold_id for event in events if isinstance(event, HoldWithdrawn)]
        yield RestsToo(
            card_id=wish.card_id,
            product_id=card.issued.product_id if card.issued else "",
            until_now=card.valid.until,
            until_then=counted.valid_until,
            visits_set_aside=tuple(sorted(card.holds[hold_id].day for hold_id in withdrawn)),
        )

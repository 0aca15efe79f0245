"""What stays with the former member when a card passes to another: where they are, their days and bookings. Pure."""

from __future__ import annotations

from dataclasses import replace

from services.cards.card import Card


def passed_to(card: Card, member_id: str) -> Card:
    """The card in this member's hands.

    Whose card it is has no name in its days; so the former member's get one, and those that the new one has from
    sharing the card lose it.
    """
    former = card.holder

    def now(who: str) -> str:
        return former if who == "" else "" if who == member_id else who

    return replace(
        card,
        holder=member_id,
        sharing=replace(card.sharing, ever=card.sharing.ever | {former}),
        days={(venue_id, day, now(who)): counts for (venue_id, day, who), counts in card.days.items()},
        whereabouts={now(who): where for who, where in card.whereabouts.items()},
        entries={i: replace(entry, who=now(entry.who)) for i, entry in card.entries.items()},
        holds={i: replace(hold, who=now(hold.who)) for i, hold in card.holds.items()},
    )

"""Doors shut on a card by its holder's debt, or by hand. Neither is a freeze: the days go on, and so does billing."""

from __future__ import annotations

from shared.contracts import (
    HEAD_OFFICE,
    SERVICE,
    STAFF,
    VENUE_MANAGER,
    Command,
    Day,
    DayRange,
    Event,
    Id,
    Instant,
    Money,
    Note,
    Part,
    Query,
    Refusal,
    Row,
    Text,
)
from shared.contracts.cards.card import CardNotIssued, CardOfAnotherMember


class CardInDebt(Refusal):
    """While so much is owed since so long, the member's cards open no door of the chain."""

    amount: Money
    since: Day
    says = Text("{amount} is owed since {since}.", "自 {since} 起欠费 {amount}。")
    remedy = Text(
        "Take the payment; doors open a second later. A manager may let the card in until a day.",
        "请收款，付清后即可入场；经理可限期放行。",
    )


class CardBlocked(Refusal):
    """A manager shut the doors on this card, for a reason that the desk reads and no gate shows."""

    reason: str
    since: Day
    says = Text("This card is blocked since {since}.", "此卡自 {since} 起被停用。")
    remedy = Text("Ask a manager; who blocked the card can unblock it.", "请联系经理；由经理解除停用。")


class LetInUntilPast(Refusal):
    """A card is let in from today on, the day until which included, for a year at most."""

    until: Day
    earliest: Day
    latest: Day
    status = 422
    says = Text("A card cannot be let in until {until}.", "不能放行至 {until}。")
    remedy = Text("Choose a day from {earliest} to {latest}.", "请选择 {earliest} 至 {latest} 之间的日期。")


class Debt(Part):
    """What a member owes, the oldest of it since `since`. Doors are `shut`, or will be on `blocks_on` (None: never)."""

    amount: Money
    since: Day
    shut: bool
    blocks_on: Day | None = None


class MembershipRest(Part):
    """A membership rests on these days; `first` is the day from which that was agreed."""

    card_id: Id
    first: Day
    rest: DayRange


class NoteHolder(Command, by=(SERVICE,)):
    """A card came into a member's hands, or left them."""

    member_id: Id
    card_id: Id
    holds: bool = True


class HolderNoted(Event, stream="holder-{member_id}", unreported="own use"):
    """The member holds the card from now on, or no longer; `debt` is what the member owes just now.

    `rests` are those of the member's other memberships that are not over. `erased`: the member is no more.
    """

    member_id: Id
    card_id: Id
    holds: bool
    debt: Debt | None = None
    rests: tuple[MembershipRest, ...] = ()
    erased: bool = False


class NoteSharedCard(Command, by=(SERVICE,)):
    """A member shares somebody's card, or no longer."""

    member_id: Id
    card_id: Id
    shares: bool = True


class SharedCardNoted(Event, stream="holder-{member_id}", unreported="own use"):
    """The member comes in with this card too, which is another's, from now on, or no longer."""

    member_id: Id
    card_id: Id
    shares: bool


class NoteDebtor(Command, by=(SERVICE,)):
    """Finance told what a member owes; None: nothing that is past its day."""

    member_id: Id
    debt: Debt | None


class DebtorNoted(Event, stream="holder-{member_id}", unreported="own use"):
    """Each of these cards is to be told what its holder owes; `together`: what all records of the person do, is told."""

    member_id: Id
    debt: Debt | None
    card_ids: tuple[Id, ...]
    together: bool = False


class ReviewHolder(Command, by=(SERVICE,)):
    """Records became one person, or are apart again: tell the cards of each what the person owes."""

    member_id: Id


class PersonOwes(Event, stream="holder-{member_id}", unreported="own use"):
    """Each of these cards of this record is to be told what its person owes, under all records together."""

    member_id: Id
    debt: Debt | None
    card_ids: tuple[Id, ...]


class TellDebt(Command, by=(SERVICE,)):
    """What the holder of a card owes, if the member holds it still."""

    card_id: Id
    member_id: Id
    debt: Debt | None


class CardShutForDebt(Event, stream="card-{card_id}"):
    """The card opens no door from `at` on, since its holder owes this."""

    card_id: Id
    member_id: Id
    debt: Debt
    at: Instant


class CardWarnedOfDebt(Event, stream="card-{card_id}"):
    """Its holder owes this; the card opens doors, until `debt.blocks_on` at the longest."""

    card_id: Id
    member_id: Id
    debt: Debt


class CardFreeOfDebt(Event, stream="card-{card_id}"):
    """Its holder owes nothing that is past its day: no debt shuts a door on the card."""

    card_id: Id
    member_id: Id


class BlockCard(Command, by=(HEAD_OFFICE, VENUE_MANAGER), refuses=(CardNotIssued, CardOfAnotherMember)):
    """Shut every door of the chain on a card by hand, until a manager unblocks it. Its days and billing go on."""

    card_id: Id
    member_id: Id
    reason: Note


class CardBlockedByHand(Event, stream="card-{card_id}"):
    """The card opens no door from `at` on, for this reason; `since` is the day of it at the venue that sold the card."""

    card_id: Id
    member_id: Id
    reason: Note
    since: Day
    at: Instant


class UnblockCard(Command, by=(HEAD_OFFICE, VENUE_MANAGER), refuses=(CardNotIssued, CardOfAnotherMember)):
    """Open the doors again that a manager shut; what a debt shuts stays shut."""

    card_id: Id
    member_id: Id
    reason: Note


class CardUnblockedByHand(Event, stream="card-{card_id}"):
    """No hand shuts a door on the card any more."""

    card_id: Id
    member_id: Id
    reason: Note


class LetIn(
    Command, by=(HEAD_OFFICE, VENUE_MANAGER), refuses=(CardNotIssued, CardOfAnotherMember, CardBlocked, LetInUntilPast)
):
    """Let a card in, whatever its holder owes, up to and on the day `until`; the debt stays. A block by hand is unblocked."""

    card_id: Id
    member_id: Id
    until: Day
    reason: Note


class DebtOverridden(Event, stream="card-{card_id}"):
    """Until this day, included, no debt shuts a door on the card."""

    card_id: Id
    member_id: Id
    until: Day
    reason: Note


class BlockedCardRow(Row):
    """A card on which doors are shut: by what, since when, and until when it is let in all the same."""

    card_id: Id
    number: str
    member_id: Id
    venue_id: Id
    owed: Money | None
    since: Day
    by_hand: str | None
    let_in_until: Day | None
    erased: bool = False  # its member was erased


class BlockedCards(Query, by=STAFF, answers=BlockedCardRow):
    """The cards that one's venues sold and on which a debt, a hand or an erasure shuts doors, the oldest first; 500 at most."""

    venue_id: Id | None = None

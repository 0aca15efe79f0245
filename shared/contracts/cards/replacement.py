"""A lost or broken card gets a new number and stays the same card; the law leaves no way to refuse it."""

from __future__ import annotations

from typing import Literal

from shared.contracts import (
    FRONT_DESK,
    HEAD_OFFICE,
    MEMBER,
    SERVICE,
    STAFF,
    VENUE_MANAGER,
    Command,
    Event,
    Id,
    Instant,
    Money,
    Note,
    Query,
    Reason,
    Refusal,
    Row,
    Text,
)
from shared.contracts.cards.card import CardCancelled, CardNotIssued, CardOfAnotherMember

WhyReplaced = Literal["lost", "stolen", "damaged"]


class ReplacementOpen(Refusal):
    """One replacement of a card is under way at a time, so that no fee is asked for twice."""

    replacement_id: str
    says = Text("Replacement {replacement_id} of this card is under way.", "此卡的补卡 {replacement_id} 正在办理。")
    remedy = Text("Pay its fee, or let a manager waive it.", "请支付补卡费，或由店长免除。")


class ReplacementNotOpen(Refusal):
    """A fee is waived while it is due."""

    replacement_id: str
    status = 404
    says = Text("No replacement {replacement_id} waits for its fee.", "没有待缴费的补卡 {replacement_id}。")
    remedy = Text("Look at the open replacements.", "请查看待办补卡。")


class RequestReplacement(
    Command,
    by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, MEMBER),
    refuses=(CardNotIssued, CardOfAnotherMember, CardCancelled, ReplacementOpen),
):
    """Ask for a new number on the same card. What is lost or stolen is blocked at once, if it is not yet.

    Without a replacement fee in the card's terms the new number is there at once; else when the fee is paid: an order
    of finance whose line names the card and the purpose `replacement`.
    """

    replacement_id: Id
    card_id: Id
    member_id: Id
    venue_id: Id
    reason: WhyReplaced


class WaiveReplacementFee(Command, by=(HEAD_OFFICE, VENUE_MANAGER), refuses=(ReplacementNotOpen,)):
    """Replace the card without its fee, such as one that the chain's own reader broke; who waived it is on record."""

    replacement_id: Id
    card_id: Id
    venue_id: Id
    because: Note


class ReplaceCard(Command, by=(SERVICE,)):
    """The fee was paid. `replacement_id` is that of the order's line; a replacement that is under way keeps its own."""

    replacement_id: Id
    card_id: Id
    member_id: Id
    venue_id: Id
    order_id: Id
    fee: Money
    product_id: Id | None = None


class ReplacementRequested(Event, stream="card-{card_id}"):
    """The card is to have a new number; `fee` None: there is none to pay."""

    replacement_id: Id
    card_id: Id
    member_id: Id
    venue_id: Id
    reason: WhyReplaced
    fee: Money | None
    asked_at: Instant


class CardReplaced(Event, stream="card-{card_id}"):
    """The card is printed under another `number`; it is the same card, with its lots and its history.

    What is `dead` (the `former` number and every chip) opens no door any more, for ever, from `dead_since` on: the
    moment of the loss, else of the replacement. `fee` is what was paid for it at `at`, by `order_id`; `waived` says
    why nothing was.
    """

    replacement_id: Id
    card_id: Id
    member_id: Id
    venue_id: Id
    reason: WhyReplaced
    number: str
    former: str
    dead: tuple[str, ...]
    dead_since: Instant
    fee: Money | None
    order_id: Id | None
    at: Instant
    waived: str | None = None


class ReplacementWithdrawn(Event, stream="card-{card_id}"):
    """The card was found before it was replaced; no fee is due."""

    replacement_id: Id
    card_id: Id
    member_id: Id


class ReplacementNotMade(Event, stream="card-{card_id}"):
    """A replacement was paid for and could not be made, for this reason; its fee is the member's credit.

    An older event does not say how much of which product it was, and its money is given back by hand.
    """

    card_id: Id
    member_id: Id
    order_id: Id
    reason: Reason
    fee: Money | None = None
    product_id: Id | None = None


class ReplacementRow(Row):
    """A replacement: `status` is open, made or withdrawn; `number` the new one, `former` the one before."""

    replacement_id: Id
    card_id: Id
    member_id: Id
    venue_id: Id
    reason: str
    status: str
    fee: Money | None
    asked_at: Instant
    made_at: Instant | None
    order_id: Id | None
    number: str | None
    former: str | None
    waived: str | None


class CardReplacements(Query, by=(*STAFF, MEMBER), answers=ReplacementRow):
    """The replacements of a member's card, the newest first."""

    card_id: Id
    member_id: Id


class OpenReplacements(Query, by=STAFF, answers=ReplacementRow):
    """Replacements that wait for their fee, the oldest first; those asked for at one venue, or wherever the asker may look."""

    venue_id: Id | None = None

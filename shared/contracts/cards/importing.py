"""Taking an imported card back that came by mistake, as long as nobody has built upon it."""

from __future__ import annotations

from shared.contracts import HEAD_OFFICE, SERVICE, Command, Event, Id, Refusal, Text
from shared.contracts.cards.card import CardNotIssued


class CardNotImported(Refusal):
    """What was sold is refunded, not taken back."""

    card_id: Id
    says = Text("Card {card_id} was sold, not imported.", "卡 {card_id} 为销售所得，并非导入。")
    remedy = Text("Refund its order.", "请办理退款。")


class CardBuiltUpon(Refusal):
    """What somebody did with an imported card is not thrown away."""

    card_id: Id
    what: str
    says = Text("Card {card_id} is in use: {what}.", "卡 {card_id} 已有后续记录：{what}。")
    remedy = Text("Correct this card by hand: give days, or block it.", "请手工更正：补天数或停用。")


class WithdrawImportedCard(Command, by=(HEAD_OFFICE, SERVICE), refuses=(CardNotIssued, CardNotImported, CardBuiltUpon)):
    """Undo the taking over of one membership, as if the row had never been."""

    card_id: Id


class ImportedCardWithdrawn(Event, stream="card-{card_id}"):
    """A card came by mistake and is none; its number stands for nothing any more."""

    card_id: Id
    member_id: Id

"""Cards of somebody who was erased: nobody knows any more who may come in with them."""

from __future__ import annotations

from shared.contracts import SERVICE, Command, Day, Event, Id, Instant, Refusal, Text


class CardOfErasedMember(Refusal):
    """Who was erased is no member: their cards open no door of the chain, and what is left on them is money to go back."""

    card_id: str
    says = Text("The person of this card was erased from the records.", "此卡持卡人的资料已注销。")
    remedy = Text(
        "What is left on it is refunded at the desk to who brings its number; a new member buys a new card.",
        "卡内余额可凭卡号到前台退款；如需入场请重新注册并办卡。",
    )


class NoteHolderErased(Command, by=(SERVICE,)):
    """Members erased a person."""

    member_id: Id


class HolderErased(Event, stream="holder-{member_id}", unreported="own use"):
    """The person of this record was erased: each of these cards is closed."""

    member_id: Id
    card_ids: tuple[Id, ...]


class CloseCard(Command, by=(SERVICE,)):
    """Shut a card of somebody who was erased, if it is still theirs."""

    card_id: Id
    member_id: Id


class CardClosed(Event, stream="card-{card_id}", unreported="said elsewhere"):
    """The card opens no door from `at` on, for good: its member was erased. Its lots, its number and its value stay.

    `since` is the day of it at the venue that sold the card.
    """

    card_id: Id
    member_id: Id
    since: Day
    at: Instant

"""Who pays for whom, where members says that somebody of the family agreed to."""

from __future__ import annotations

from shared.contracts import SERVICE, Command, Event, Id, Refusal, Text


class NotAgreedToPay(Refusal):
    """Nobody is charged for another member without having agreed to it; an agreement that ended is none."""

    payer_id: str
    member_id: str
    passing = True
    says = Text("{payer_id} has not agreed to pay for {member_id}.", "{payer_id} 未同意为 {member_id} 付款。")
    remedy = Text(
        "Let the payer agree in the family, or place the order without a payer.",
        "请先在家庭中约定付款人，或由本人付款。",
    )


class NotePayer(Command, by=(SERVICE,)):
    """Members says that `payer_id` agreed to pay for the member, or does so no more."""

    member_id: Id
    payer_id: Id
    pays: bool


class PayerNoted(Event, stream="payer-{member_id}", unreported="echo"):
    """What the member buys may be charged to the payer from now on, or may not any more; what was ordered stays so."""

    member_id: Id
    payer_id: Id
    pays: bool

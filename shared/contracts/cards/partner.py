"""Cards of a partner's people: where their terms say so, they end with the employment."""

from __future__ import annotations

from shared.contracts import SERVICE, Command, Day, Event, Id, Refusal, Text
from shared.contracts.cards.lot import LotDays


class PartnerCardOver(Refusal):
    """A partner's card of such terms opens doors as long as its member belongs to the partner."""

    until: Day
    says = Text(
        "This card ended on {until}: its member belongs to the partner no more.",
        "持卡人已不属于合作企业，此卡于 {until} 终止。",
    )
    remedy = Text(
        "Sell a card at the normal price (a renewal is not possible), or let the member join the partner again; "
        "what is left of it finance gives back.",
        "请按正常价格办新卡（不可续费），或重新登记所属企业；剩余部分由财务退还。",
    )


class NotePartnerOfHolder(Command, by=(SERVICE,)):
    """members says that somebody joined a partner (`until` None), or leaves it on that day."""

    member_id: Id
    agreement_id: Id
    until: Day | None


class PartnerOfHolderNoted(Event, stream="holder-{member_id}", unreported="own use"):
    """The member belongs to the partner until that day (None: still); each of the cards is told until when to any."""

    member_id: Id
    agreement_id: Id
    until: Day | None
    to_any: Day | None
    card_ids: tuple[Id, ...]


class TellPartner(Command, by=(SERVICE,)):
    """The card's member belongs to a partner until that day (None: still)."""

    card_id: Id
    member_id: Id
    until: Day | None


class CardCutShort(Event, stream="card-{card_id}"):
    """The lots of a partner's terms end on `stops_on` at the latest (None: as they were sold), as the member leaves it."""

    card_id: Id
    member_id: Id
    until: Day | None  # as members told it
    stops_on: Day | None
    cut: tuple[Id, ...]  # the lots that it concerns
    lots: tuple[LotDays, ...]
    valid_until: Day

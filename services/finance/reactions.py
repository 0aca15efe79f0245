"""What finance does when a neighbour's event arrives: tills open, used parts become income, days that were paid for
and what is for sale for a card are kept. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from services.finance.buyer import news
from services.finance.card_news import known_card
from services.finance.dues import dues_after
from services.finance.level import level_news
from services.finance.owing import debts_after
from services.finance.partner import partner_news
from services.finance.payer import payer_news
from services.finance.safety import charges_after
from services.finance.stranger import told_of_strangers
from services.finance.terms.heard import days_after
from services.finance.unused import credits, not_handed_over
from shared.contracts import Command, Money
from shared.contracts.cards import (
    EntryGranted,
    EntryTakenBack,
    FreezeFeeDue,
    HoldSettled,
    LotNotGranted,
    ProductChanged,
    ProductPublished,
    ProductRevised,
    RenewalDue,
    ReplacementNotMade,
    VisitGivenBack,
)
from shared.contracts.finance import (
    ChargeFreezeFee,
    ChargeRenewal,
    IncomeRecognised,
    IncomeTakenBack,
    NoteCard,
    NotePrepaid,
    NotePrepaidUse,
    NoteProduct,
    NoteTrialHad,
    OpenTill,
    OrderPaid,
    OrderRefunded,
    RecogniseIncome,
    TakeBackIncome,
    UnusedCredited,
)
from shared.contracts.members import TrialMatched, VenueOpened
from shared.hearing import reacting
from shared.ids import derived_id


def heard(
    event: VenueOpened
    | EntryGranted
    | HoldSettled
    | OrderPaid
    | IncomeRecognised
    | IncomeTakenBack
    | UnusedCredited
    | OrderRefunded
    | VisitGivenBack
    | EntryTakenBack
    | TrialMatched
    | ProductPublished
    | ProductRevised
    | RenewalDue
    | FreezeFeeDue
    | ProductChanged
    | LotNotGranted
    | ReplacementNotMade,
) -> Sequence[Command]:
    match event:
        case VenueOpened():
            return [OpenTill(venue_id=event.venue_id, zone=event.zone, currency=event.currency)]
        case EntryGranted(swipe_id=use_id) | HoldSettled(hold_id=use_id):
            return list(recognitions(event, use_id))
        case OrderPaid() if any(line.prepaid for line in event.lines):
            paid = {"member_id": event.member_id, "order_id": event.order_id}
            return [NotePrepaid(**paid, day=event.day, lines=event.lines)]
        case IncomeRecognised() | IncomeTakenBack() | UnusedCredited() | OrderRefunded():
            return list(prepaid_uses(event))
        case VisitGivenBack():
            return list(taken_back(event, event.use_id or event.hold_id))
        case EntryTakenBack(use_id=use_id) if use_id:
            return list(taken_back(event, use_id))
        case TrialMatched():
            return [NoteTrialHad(**vars(event))]
        case ProductPublished():
            return [NoteProduct(product_id=event.product_id, terms=event.terms)]
        case ProductRevised():
            return [NoteProduct(product_id=event.product_id, terms=event.terms, effective=event.effective)]
        case RenewalDue():
            return [charge_of(event)]
        case FreezeFeeDue():
            return [freeze_fee_of(event)]
        case ProductChanged():
            now = NoteCard(card_id=event.card_id, product_id=event.lot.product_id, valid_until=event.valid_until)
            return [now, *(credits(event))]
        case LotNotGranted() | ReplacementNotMade():
            return list(not_handed_over(event))
    return []


def charge_of(event: RenewalDue) -> ChargeRenewal:
    return ChargeRenewal(
        order_id=event.order_id,
        payment_id=event.payment_id,
        card_id=event.card_id,
        member_id=event.member_id,
        product_id=event.product_id,
        venue_id=event.venue_id,
        most=event.most,
        period=event.period,
        off_days=event.off_days,
        of_days=event.of_days,
        off=event.off,
    )


def freeze_fee_of(event: FreezeFeeDue) -> ChargeFreezeFee:
    return ChargeFreezeFee(
        order_id=event.order_id,
        card_id=event.card_id,
        member_id=event.member_id,
        product_id=event.product_id,
        venue_id=event.venue_id,
        fee=event.fee,
        day=event.day,
    )


def prepaid_uses(
    event: IncomeRecognised | IncomeTakenBack | UnusedCredited | OrderRefunded,
) -> Iterator[NotePrepaidUse]:
    """What of the prepaid is used, or went back to the member; an older event does not say whose it is."""
    match event:
        case IncomeRecognised() if event.member_id:
            yield prepaid_use(event.member_id, event.order_id, event.product_id, event.use_id, event.amount)
        case IncomeTakenBack() if event.member_id:
            use_id = derived_id("taken back", event.use_id)
            yield prepaid_use(event.member_id, event.order_id, event.product_id, use_id, -event.amount)
        case UnusedCredited():
            yield prepaid_use(event.member_id, event.order_id, event.product_id, event.credit_id, event.amount)
        case OrderRefunded():
            for share in event.shares:
                if share.unused:
                    use_id = derived_id(event.refund_id, share.product_id)
                    yield prepaid_use(event.member_id, event.order_id, share.product_id, use_id, share.amount)


def prepaid_use(member_id: str, order_id: str, product_id: str, use_id: str, amount: Money) -> NotePrepaidUse:
    return NotePrepaidUse(member_id=member_id, order_id=order_id, product_id=product_id, use_id=use_id, amount=amount)


def taken_back(event: VisitGivenBack | EntryTakenBack, used_by: str) -> Iterator[TakeBackIncome]:
    """The same uses, in the same order, under which they had become income."""
    for place, use in enumerate(event.lots):
        if use.order_id and use.paid.amount > 0:
            use_id = derived_id(used_by, use.lot_id) if place else used_by
            yield TakeBackIncome(order_id=use.order_id, use_id=use_id, day=event.day)


def recognitions(event: EntryGranted | HoldSettled, use_id: str) -> Iterator[RecogniseIncome]:
    """One for each lot whose price the visit used up; an older event names only the order. Gifts have none."""
    uses = [(use.order_id, use.product_id, use.paid, use.lot_id) for use in event.lots]
    uses = uses or [(event.order_id, event.product_id, event.lot_value, event.card_id)]
    for place, (order_id, product_id, paid, lot_id) in enumerate(uses):
        if order_id and paid.amount > 0:
            yield RecogniseIncome(
                order_id=order_id,
                use_id=derived_id(use_id, lot_id) if place else use_id,
                product_id=product_id,
                venue_id=event.venue_id,
                day=event.day,
                amount=paid,
            )


react = reacting(
    days_after,
    heard,
    known_card,
    news,
    level_news,
    partner_news,
    told_of_strangers,
    payer_news,
    debts_after,
    charges_after,
    dues_after,
)

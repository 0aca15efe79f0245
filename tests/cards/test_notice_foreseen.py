"""What a notice is foreseen to do is what happens: the clock is let run until the card is over, each charge is paid."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from services.cards.answers.leaving import IF_NOTICE_GIVEN
from services.cards.evolve import evolve
from services.cards.lots.reach import valid_days
from services.cards.sale.notice import NOTICE
from services.cards.sale.product import Version
from services.cards.sale.purchase import PURCHASE, Purchase
from services.cards.sale.watch import WATCH, alarms
from shared.contracts import Event
from shared.contracts.cards import (
    AutoRenewalAgreed,
    ChargeForeseen,
    GiveNotice,
    GrantLot,
    IfNoticeGiven,
    MembershipEnded,
    RenewalDue,
    WatchCard,
)
from shared.decider import Context
from shared.venue_time import local_day
from tests.cards.examples import CARD, MONTH, PRODUCT, PUDONG, WEI, january, month_card, yuan
from tests.cards.test_answers import told
from tests.scenario import CLERK

MOST = yuan(30_000)
agreed = AutoRenewalAgreed(card_id=CARD, member_id=WEI, most=MOST)


def at(instant: datetime) -> Context:
    return Context(at=instant, now=instant, actor=CLERK)


@settings(max_examples=60)
@given(
    ends=st.sampled_from(["paid_time", "notice"]),
    notice_days=st.integers(0, 100),
    period=st.sampled_from([{"months": 0, "days": 7}, {"months": 1}, {"months": 3}, {"months": 0, "days": 30}]),
    given_on=st.integers(1, 5),
)
def test_the_last_day_and_every_charge_come_as_they_were_foreseen(ends, notice_days, period, given_on):
    terms = replace(MONTH, auto_renew_most=MOST, cancel_notice_days=notice_days, cancel_early=True, **period)
    issued = replace(month_card, terms=terms, valid=valid_days(terms, date(2025, 1, 1)))
    past: list[Event] = [issued, agreed]
    query = IfNoticeGiven(card_id=CARD, member_id=WEI, ends=ends)
    now = january(given_on)
    (foreseen,) = IF_NOTICE_GIVEN.rows(query, told(*past), at(now))
    card = WATCH.fold(past)
    wish = GiveNotice(card_id=CARD, member_id=WEI, ends=ends, reason="leaves")
    for event in NOTICE.decide(wish, card, at(now)):
        card = evolve(card, event)
    charges: list[ChargeForeseen] = []
    while card.leaving:
        now = max(now, min(alarms(card, issued)))
        for event in WATCH.decide(WatchCard(card_id=CARD), card, at(now)):
            card = evolve(card, event)
            if isinstance(event, RenewalDue):
                day = local_day(now, issued.zone)
                less = {"off_days": event.off_days, "of_days": event.of_days}
                charges.append(
                    ChargeForeseen(day=day, period=event.period, most=MOST, product_id=event.product_id, **less)
                )
                pay = GrantLot(
                    card_id=CARD,
                    lot_id=event.order_id,
                    kind="renewal",
                    order_id=event.order_id,
                    product_id=PRODUCT,
                    member_id=WEI,
                    venue_id=PUDONG,
                    price=MOST,
                    day=day,
                )
                paid = PURCHASE.decide(pay, Purchase(card, {pay.product_id: (Version(1, terms, date.min),)}), at(now))
                card = evolve(card, paid[0])
            if isinstance(event, MembershipEnded):
                assert event.valid_until == foreseen.last_day + timedelta(1)
    assert tuple(charges) == foreseen.charges
    assert card.renewing is None
    assert (foreseen.refused, foreseen.last_day >= foreseen.notice_until) == (None, True)

"""A provider's notice that overtakes our own request is taken when it comes again."""

from __future__ import annotations

from datetime import UTC, datetime

from services.finance.service import SERVICE
from shared.codec import PlainCodec
from shared.contracts import PROVIDER, STAFF, Actor, Money
from shared.contracts.finance import PaymentUnknown, ReceiveProviderNotice, RequestPayment
from shared.decider import Deciders, Wish
from shared.ids import derived_id
from shared.log.memory import MemoryStore
from tests.finance.examples import placed, till_opened
from tests.scenario import seed

AT = datetime(2025, 3, 1, 12, tzinfo=UTC)
notice = ReceiveProviderNotice(
    notice_id=derived_id("notice"),
    payment_id=derived_id("payment"),
    order_id=placed.order_id,
    status="captured",
    amount=Money(placed.total.amount, placed.total.currency),
    provider_at=AT,
)
request = RequestPayment(
    payment_id=notice.payment_id, order_id=notice.order_id, member_id=placed.member_id, amount=notice.amount
)


def test_a_capture_that_comes_before_its_request_is_taken_when_the_provider_repeats_it():
    store, deciders = MemoryStore(), Deciders(SERVICE.deciders, PlainCodec())
    with store.transaction() as tx:
        seed(tx, (till_opened, placed))

    def told() -> object:
        provider = Actor(id=derived_id("provider"), roles=(PROVIDER,))
        return deciders.execute(store, Wish(notice, notice.notice_id, provider, AT))

    assert isinstance(told().refusal, PaymentUnknown)
    clerk = Actor(id=derived_id("clerk"), roles=STAFF)
    assert deciders.execute(store, Wish(request, derived_id("request"), clerk, AT)).refusal is None
    taken = told()
    assert (taken.refusal, taken.repeated) == (None, False)
    assert "PaymentReceived" in [event.type for event in store.events]
    assert told().repeated

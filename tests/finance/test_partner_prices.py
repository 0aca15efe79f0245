"""What a partner's people pay, and what their company does: from the day they belong to it until they leave it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.finance.audit import Books, Payments
from services.finance.decider import ORDER as DECIDER
from services.finance.partner import PARTNER_PRICE
from services.finance.reactions import react
from services.finance.service import SERVICE
from shared.contracts.cards import Terms
from shared.contracts.finance import (
    BuyerNoted,
    CardNoted,
    ChargeRenewal,
    GetOrder,
    MemberOrders,
    NotePartner,
    NotePartnerRight,
    OrderLine,
    OrderPaid,
    OrderPlaced,
    OrderRefunded,
    PartnerAgreementOver,
    PartnerNoted,
    PartnerPart,
    PartnerPriceForOne,
    PartnerPricePublished,
    PartnerPrices,
    PartnerPriceWrong,
    PartnerProductOnly,
    PartnerRightNoted,
    PartnerStatement,
    PaymentRequested,
    PlaceOrder,
    PrepaidCapExceeded,
    PrepaidCaps,
    PrepaidCapsPublished,
    PricedLine,
    PricePublished,
    ProductNoted,
    PublishPartnerPrice,
    PublishPrice,
    RecordPayment,
    RefundOrder,
    RenewalNotCharged,
    TakingsOfDay,
    TrialBalance,
)
from shared.contracts.members import PartnerAgreed, PartnerJoined, PartnerLeft
from shared.ids import derived_id
from tests.finance.examples import (
    ADA,
    CASH,
    ORDER,
    PHONE_PAY,
    PUDONG,
    REFUND,
    TODAY,
    WEI,
    XUHUI,
    cny,
    entry,
    open_till,
    received,
    till_opened,
)
from tests.finance.test_level_discount import five, silver
from tests.scenario import NOON, Scenario
from tests.servers import Postgres
from tests.standing import standing

ACME = "00000000-0000-4000-8000-0000000000ac"
OTHER = "00000000-0000-4000-8000-0000000000ad"
MONTH = "00000000-0000-4000-8000-0000000000c7"
CARD = "00000000-0000-4000-8000-0000000000b1"
BY_ACME = derived_id(ORDER, "partner", ACME)

listed = PricePublished(
    product_id=MONTH,
    title="Month",
    kind="card",
    price=cny(100_000),
    tax_basis_points=0,
    prepaid=True,
    valid_from=date(2025, 1, 1),
    for_venue=None,
)
renewed = replace(listed, purpose="renewal", price=cny(90_000))
noted = PartnerNoted(agreement_id=ACME, from_day=date(2025, 1, 1), until=date(2026, 1, 1), venues=None)
belongs = PartnerRightNoted(member_id=WEI, agreement_id=ACME, from_day=date(2025, 2, 1), until=None)
publish = PublishPartnerPrice(
    agreement_id=ACME, product_id=MONTH, valid_from=date(2025, 1, 1), per_mille=800, employer_per_mille=500
)
agreed = PartnerPricePublished(**vars(publish))
shop = Scenario(DECIDER).given(till_opened, listed)
hers = shop.given(belongs, noted, agreed)
place = PlaceOrder(order_id=ORDER, member_id=WEI, venue_id=PUDONG, lines=(OrderLine(product_id=MONTH),))


def sold(total: int = 80_000, employer: int = 40_000, full: int = 100_000, agreement_id: str = ACME) -> PricedLine:
    return PricedLine(
        product_id=MONTH,
        title="Month",
        kind="card",
        quantity=1,
        price=cny(total),
        total=cny(total),
        tax=cny(0),
        prepaid=True,
        partner=PartnerPart(agreement_id=agreement_id, listed=cny(full), employer=cny(employer)),
    )


def placed(line: PricedLine) -> OrderPlaced:
    return OrderPlaced(
        order_id=ORDER,
        member_id=WEI,
        venue_id=PUDONG,
        zone="Asia/Shanghai",
        day=TODAY,
        lines=(line,),
        total=line.total,
    )


normal = placed(replace(sold(100_000), partner=None))
at_partner_price = placed(sold())
paid = OrderPaid(order_id=ORDER, member_id=WEI, venue_id=PUDONG, day=TODAY, lines=(sold(),), total=cny(80_000))


# --- the price ---


def test_a_card_of_1000_costs_the_partners_people_800_of_which_the_company_pays_400():
    hers.when(place).then(at_partner_price)


def test_the_agreed_price_may_be_an_amount_and_the_company_may_pay_nothing():
    hers.given(replace(agreed, price=cny(70_000), per_mille=None, employer_per_mille=0, valid_from=TODAY)).when(
        place
    ).then(placed(sold(70_000, 0)))


def test_the_newest_price_holds_from_its_day_on():
    later = replace(agreed, per_mille=500, valid_from=date(2025, 3, 2))
    hers.given(later).when(place).then(at_partner_price)
    hers.given(replace(later, valid_from=TODAY)).when(place).then(placed(sold(50_000, 25_000)))


@pytest.mark.parametrize(
    "heard",
    [
        (noted, agreed),
        (replace(belongs, from_day=date(2025, 3, 2)), noted, agreed),
        (belongs, replace(belongs, from_day=TODAY, until=TODAY), noted, agreed),
        (belongs, replace(noted, until=TODAY), agreed),
        (belongs, replace(noted, from_day=date(2025, 3, 2)), agreed),
        (belongs, replace(noted, venues=(XUHUI,)), agreed),
        (belongs, noted, replace(agreed, purpose="renewal")),
        (belongs, noted, replace(agreed, valid_from=date(2025, 3, 2))),
        (belongs, noted, replace(agreed, price=cny(1), per_mille=None, agreement_id=OTHER)),
    ],
)
def test_who_does_not_belong_to_the_partner_here_and_now_pays_the_normal_price(heard):
    shop.given(*heard).when(place).then(normal)


def test_who_leaves_from_tomorrow_on_has_the_price_today():
    tomorrow = date(2025, 3, 2)
    hers.given(replace(belongs, from_day=tomorrow, until=tomorrow)).when(place).then(at_partner_price)


def test_of_two_agreements_the_one_holds_by_which_the_member_pays_less():
    more = (
        replace(belongs, agreement_id=OTHER),
        replace(noted, agreement_id=OTHER),
        replace(agreed, agreement_id=OTHER, employer_per_mille=750),
    )
    hers.given(*more).when(place).then(placed(sold(80_000, 60_000, agreement_id=OTHER)))


def test_what_another_record_of_the_person_belongs_to_is_theirs():
    joined = BuyerNoted(member_id=WEI, heard="took_in", other_id=ADA)
    shop.given(joined, replace(belongs, member_id=ADA), noted, agreed).when(place).then(at_partner_price)


def test_a_level_makes_a_partners_price_no_cheaper():
    hers.given(five, silver).when(place).then(at_partner_price)


def test_a_partners_price_is_for_one_person():
    hers.when(replace(place, lines=(OrderLine(product_id=MONTH, quantity=2),))).refuses(PartnerPriceForOne)


def test_a_product_for_partners_is_sold_to_their_people_only():
    corporate = ProductNoted(product_id=MONTH, terms=Terms(kind="term", months=1, corporate=True), effective=None)
    shop.given(corporate).when(place).refuses(PartnerProductOnly, product_id=MONTH)
    hers.given(corporate).when(place).then(at_partner_price)


def test_whose_agreement_is_over_is_told_when_and_not_to_join():
    corporate = ProductNoted(product_id=MONTH, terms=Terms(kind="term", months=1, corporate=True), effective=None)
    ended, told = replace(noted, until=TODAY), {"product_id": MONTH, "until": str(TODAY)}
    hers.given(corporate, ended).when(place).refuses(PartnerAgreementOver, **told)
    left = replace(belongs, until=TODAY)
    hers.given(corporate, ended, left).when(place).refuses(PartnerAgreementOver, **told)
    before = replace(belongs, until=date(2025, 2, 20))
    hers.given(corporate, ended, before).when(place).refuses(PartnerProductOnly)
    hers.given(corporate, left).when(place).refuses(PartnerProductOnly)


def test_prepaid_caps_count_what_the_consumer_pays():
    terms = ProductNoted(product_id=MONTH, terms=Terms(kind="term", months=1), effective=None)
    caps = PrepaidCapsPublished(
        for_venue=PUDONG, region="Shanghai", valid_from=TODAY, caps=PrepaidCaps(membership=cny(40_000))
    )
    hers.given(terms, caps).when(place).then(at_partner_price)
    shop.given(terms, caps).when(place).refuses(PrepaidCapExceeded)


# --- the money ---

take = RecordPayment(payment_id=CASH, order_id=ORDER, venue_id=PUDONG, amount=cny(40_000), method="cash")
all_paid = (
    received(CASH, 40_000, "cash"),
    entry("payment", CASH, cash=40_000, advance=-40_000),
    received(BY_ACME, 40_000, "partner"),
    entry("payment", BY_ACME, partner=40_000, advance=-40_000),
    paid,
    entry("sale", CASH, advance=80_000, deferred__card=-80_000),
)


def test_with_the_members_part_the_order_is_paid_and_the_company_owes_the_rest():
    Scenario(DECIDER).given(at_partner_price).when(take).then(*all_paid)


def test_what_the_company_pays_is_owed_when_the_member_has_paid_all_of_the_rest():
    half = replace(take, amount=cny(10_000))
    first = (received(CASH, 10_000, "cash"), entry("payment", CASH, cash=10_000, advance=-10_000))
    known = Scenario(DECIDER).given(at_partner_price).when(half).then(*first)
    rest = replace(take, payment_id=PHONE_PAY, amount=cny(30_000))
    assert [type(event).__name__ for event in known.when(rest)._decide()].count("OrderPaid") == 1


def test_a_company_that_pays_all_leaves_nothing_to_pay():
    whole = replace(agreed, employer_per_mille=1000, valid_from=TODAY)
    line = sold(80_000, 80_000)
    hers.given(whole).when(place).then(
        placed(line),
        received(BY_ACME, 80_000, "partner"),
        entry("payment", BY_ACME, partner=80_000, advance=-80_000),
        replace(paid, lines=(line,)),
        entry("sale", ORDER, advance=80_000, deferred__card=-80_000),
    )


def test_a_refund_goes_back_to_both_in_the_parts_that_they_paid():
    refund = RefundOrder(refund_id=REFUND, order_id=ORDER, venue_id=PUDONG, amount=cny(30_000), reason="moved away")
    (refunded, booked) = Scenario(DECIDER).given(at_partner_price, *all_paid).when(refund)._decide()
    assert isinstance(refunded, OrderRefunded)
    assert [(way.method, way.amount.amount) for way in refunded.returned_by] == [("cash", 15_000), ("partner", 15_000)]
    assert {p.account: p.amount for p in booked.postings} == {
        "cash": -15_000,
        "partner": -15_000,
        "deferred:card": 30_000,
    }


@given(price=st.integers(1, 10**7), employer=st.integers(0, 1000), back=st.integers(1, 1000))
def test_whatever_the_parts_the_books_balance_and_both_get_back_what_they_paid(price, employer, back):
    cheap = replace(listed, price=cny(price))
    part = replace(agreed, per_mille=1000, employer_per_mille=employer)
    books, payments = Books(), Payments()
    past = [till_opened, cheap, belongs, noted, part]
    context = shop.context
    wishes = [place]
    (order,) = [e for e in DECIDER.decide(place, DECIDER.fold(past), context) if isinstance(e, OrderPlaced)]
    own = order.total.amount - order.lines[0].partner.employer.amount
    wishes += [replace(take, amount=cny(own))] if own else []
    some = max(1, price * back // 1000)
    wishes += [RefundOrder(refund_id=REFUND, order_id=ORDER, venue_id=PUDONG, amount=cny(some), reason="moved away")]
    rest = price - some
    wishes += [replace(wishes[-1], refund_id=CARD, amount=cny(rest))] if rest else []
    for wish in wishes:
        for event in DECIDER.decide(wish, DECIDER.fold(past), context):
            past.append(event)
            recorded = type("Recorded", (), {"position": len(past), "stream": "x", "id": str(len(past))})()
            assert [*books.see(recorded, event), *payments.see(recorded, event)] == []
    assert set(payments.held.values()) <= {0}
    assert {amount for account, amount in books.balances.items() if account[1] != "tax"} == {0}


# --- renewals ---

known = CardNoted(card_id=CARD, member_id=WEI, product_id=MONTH, valid_until=date(2025, 3, 11), over=False)
charge = ChargeRenewal(
    order_id=ORDER,
    payment_id=PHONE_PAY,
    card_id=CARD,
    member_id=WEI,
    product_id=MONTH,
    venue_id=PUDONG,
    most=cny(50_000),
)
by_renewal = replace(agreed, purpose="renewal")


def test_an_automatic_renewal_asks_the_member_for_their_part_as_long_as_they_belong():
    line = replace(sold(72_000, 36_000, 90_000), card_id=CARD, purpose="renewal")
    asked = PaymentRequested(payment_id=PHONE_PAY, order_id=ORDER, amount=cny(36_000))
    card = hers.given(renewed, by_renewal, known)
    card.when(charge).then(placed(line), asked)
    left = replace(belongs, from_day=TODAY, until=TODAY)
    not_charged = RenewalNotCharged(order_id=ORDER, payment_id=PHONE_PAY, card_id=CARD, cause="over_limit")
    card.given(left).when(charge).then(not_charged)
    goes_on = replace(charge, most=cny(90_000))
    full = replace(sold(90_000), partner=None, card_id=CARD, purpose="renewal")
    card.given(left).when(goes_on).then(placed(full), replace(asked, amount=cny(90_000)))


def test_days_that_a_card_rested_are_taken_off_both_parts():
    rested = replace(charge, off_days=10, of_days=31)
    (order, asked) = hers.given(renewed, by_renewal, known).when(rested)._decide()
    (line,) = order.lines
    assert (line.charged, line.credit, line.total) == (cny(72_000), cny(23_226), cny(48_774))
    assert (line.partner.employer, asked.amount) == (cny(24_387), cny(24_387))


# --- what is published and heard ---


def test_a_price_is_an_amount_or_a_part_and_the_company_pays_a_part_of_it():
    price = Scenario(PARTNER_PRICE)
    price.when(publish).then(agreed)
    for change in ({"per_mille": None}, {"price": cny(1)}, {"per_mille": 1001}, {"employer_per_mille": -1}):
        price.when(replace(publish, **change)).refuses(PartnerPriceWrong)
    price.when(replace(publish, per_mille=None, price=cny(-1))).refuses(PartnerPriceWrong, field="price")


def test_finance_hears_from_members_who_belongs_to_which_partner():
    days = {"from_day": noted.from_day, "until": noted.until}
    told = PartnerAgreed(
        agreement_id=ACME, partner="Acme", partner_zh="安可", venues=None, most_people=None, domains=(), **days
    )
    who = {"agreement_id": ACME, "member_id": WEI}
    joined = PartnerJoined(**who, by="phone", sign="x", from_day=belongs.from_day)
    left = PartnerLeft(**who, from_day=TODAY, because="left")
    heard = [NotePartner(agreement_id=ACME, venues=None, **days)]
    heard += [NotePartnerRight(**who, from_day=belongs.from_day), NotePartnerRight(**who, from_day=TODAY, until=TODAY)]
    assert [wish for event in (told, joined, left) for wish in react(event, None)] == heard


def test_a_partner_is_billed_by_a_statement_of_the_month_that_names_nobody(postgres: Postgres) -> None:
    with standing(postgres, SERVICE, NOON) as finance:
        refund = RefundOrder(refund_id=REFUND, order_id=ORDER, venue_id=PUDONG, amount=cny(30_000), reason="moved away")
        heard = [NotePartner(**vars(noted)), NotePartnerRight(**vars(belongs))]
        for wish in (open_till, PublishPrice(**vars(listed)), *heard, publish, place, take, refund):
            assert finance.give(wish) is None
        statement = finance.ask(PartnerStatement(agreement_id=ACME, month=date(2025, 3, 1)))
        figures = ("what", "count", "people", "listed", "agreed", "employer", "members")
        amounts = [[row[f]["amount"] if f in figures[3:] else row[f] for f in figures] for row in statement]
        assert amounts == [
            ["sold", 1, 1, 100_000, 80_000, 40_000, 40_000],
            ["returned", 1, 1, 0, -30_000, -15_000, -15_000],
        ]
        assert "member_id" not in statement[0]
        assert finance.ask(PartnerStatement(agreement_id=ACME, month=date(2025, 4, 1))) == []
        (takings,) = finance.ask(TakingsOfDay(venue_id=PUDONG))
        assert (takings["received"]["amount"], takings["refunded"]["amount"]) == (40_000, 15_000)
        balance = {row["account"]: row["balance"]["amount"] for row in finance.ask(TrialBalance())}
        assert (balance["partner"], balance["cash"], balance["deferred:card"]) == (25_000, 25_000, -50_000)
        assert finance.ask(PartnerPrices(agreement_id=ACME))[0]["per_mille"] == 800
        before = finance.rows()
        finance.project_again()
        assert finance.rows() == before
        finance.rebuild()
        assert finance.rows() == before


def test_the_till_sees_what_is_due_of_an_order_of_which_a_company_pays_a_part(postgres: Postgres) -> None:
    """Of 800.00 the company pays 400.00; of the member's 400.00 100.00 are taken, then the rest."""
    with standing(postgres, SERVICE, NOON) as finance:
        heard = [NotePartner(**vars(noted)), NotePartnerRight(**vars(belongs))]
        for wish in (open_till, PublishPrice(**vars(listed)), *heard, publish, place):
            assert finance.give(wish) is None

        def due() -> tuple[str, int, int]:
            (row,) = finance.ask(GetOrder(order_id=ORDER))
            assert finance.ask(MemberOrders(member_id=WEI)) == [row]
            return row["status"], row["total"]["amount"], row["due"]["amount"]

        assert due() == ("placed", 80_000, 40_000)
        assert finance.give(replace(take, payment_id=OTHER, amount=cny(10_000))) is None
        assert due() == ("part_paid", 80_000, 30_000)
        assert finance.give(replace(take, amount=cny(30_000))) is None
        assert due() == ("paid", 80_000, 0)

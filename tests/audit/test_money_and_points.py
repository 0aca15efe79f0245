"""Money, cards and points by their logs: what the audit says of histories that no decider would write."""

from dataclasses import replace

from services.cards.audit import Visits
from services.engagement.audit import Points
from services.finance.audit import Books, Payers, Payments
from services.members.audit import Claims, ReleasedPhones
from shared.contracts.cards import HoldReleased, HoldSettled, ImportedCardWithdrawn
from shared.contracts.engagement import LotShare
from shared.contracts.finance import PayerNoted, Posting
from shared.contracts.members import MemberErased, PhoneReleased
from tests.audit.judging import judged, said
from tests.cards.examples import BOOKING, CARD, claimed, granted, held, of_lot, one_visit, visit_card, yuan
from tests.cards.test_change_product import april, changed
from tests.engagement import examples as points
from tests.finance.examples import CASH, PUDONG, REFUND, TOTAL, entry, paid, paid_in_cash, placed, received
from tests.finance.test_refund_interest import half
from tests.finance.test_refund_interest import sold as with_interest
from tests.members.examples import ADA, WEI, number_claimed, phone_claimed

released = HoldReleased(
    hold_id=BOOKING, card_id=CARD, member_id=held.member_id, visits_left=10, lots=of_lot(1, left=10)
)
settled = HoldSettled(
    hold_id=BOOKING, card_id=CARD, member_id=held.member_id, venue_id=held.venue_id, day=held.day, visits_left=9,
    order_id=visit_card.order_id, product_id=visit_card.product_id, lot_value=yuan(1_000), visits_used=1,
    lots=of_lot(1, 1_000, left=9),
)  # fmt: skip


def test_books_that_balance_keep_every_promise():
    books, payments = Books(), Payments()
    assert said(books, placed, *paid_in_cash) == said(payments, placed, *paid_in_cash) == []
    (balances,) = books.shown().values()
    assert (PUDONG, "cash", "CNY", TOTAL) in balances and (PUDONG, "advance", "CNY", 0) in balances


def test_an_entry_that_does_not_sum_to_zero_is_named_with_the_trial_balance():
    odd = replace(
        entry("payment", CASH), postings=(Posting(account="cash", amount=5), Posting(account="tax", amount=2))
    )
    (violation,) = judged(Books(), placed, odd)
    assert violation.says == f"entry {odd.entry_id} sums to 7, the trial balance to 7"
    assert violation.position == 2


def test_a_till_cannot_hold_less_than_nothing():
    back = entry("refund", CASH, cash=-100, advance=100)
    assert said(Books(), back) == [f"cash of {PUDONG} falls to -100"]


def test_a_payment_taken_twice_and_an_order_paid_twice_are_named():
    assert said(Payments(), received(CASH, 100, "cash"), received(CASH, 100, "cash"))[0] == (
        f"payment {CASH} is taken while 100 of it is held"
    )
    assert said(Payments(), paid, paid) == [f"order {paid.order_id} is paid twice"]


def test_an_order_on_the_account_of_who_had_not_agreed_is_named():
    agreed = PayerNoted(member_id=placed.member_id, payer_id=ADA, pays=True)
    on_adas = replace(placed, payer_id=ADA)
    assert said(Payers(), placed, agreed, on_adas) == []
    wrong = [f"{ADA} did not agree to pay for {placed.member_id}"]
    assert said(Payers(), on_adas, agreed) == said(Payers(), agreed, replace(agreed, pays=False), on_adas) == wrong
    assert said(Payers(), replace(agreed, member_id=ADA, payer_id=WEI), on_adas) == wrong


def test_money_that_no_entry_tells_of_is_named():
    assert said(Payments(), received(CASH, 100, "cash")) == [f"cash of {PUDONG} moved 100 CNY, the ledger holds 0"]


def test_a_card_used_as_bought_keeps_every_promise():
    visits = Visits()
    assert said(visits, visit_card, claimed, held, settled) == []
    assert list(visits.shown().values()) == [[(CARD, 9)]]


def test_an_imported_card_that_was_taken_back_has_no_lots():
    visits = Visits()
    mistaken = replace(visit_card, kind="import", order_id=None)
    assert said(visits, mistaken, ImportedCardWithdrawn(card_id=CARD, member_id=mistaken.member_id)) == []
    assert list(visits.shown().values()) == [[]]


def test_a_lot_that_came_by_an_upgrade_is_one_of_the_cards():
    visits = Visits()
    assert said(visits, april, changed) == []
    assert list(visits.shown().values()) == [[(april.card_id, 0), (changed.lot.lot_id, 0)]]


def test_a_hold_is_settled_or_released_once():
    twice = said(Visits(), visit_card, held, released, settled)
    assert f"hold {BOOKING} is not held" in twice
    assert said(Visits(), visit_card, settled)[0] == f"hold {BOOKING} is not held"
    assert said(Visits(), visit_card, held, released, held) == [f"hold {BOOKING} is answered twice"]


def test_visits_cannot_fall_below_zero_or_exceed_what_was_bought():
    assert said(Visits(), visit_card, replace(one_visit, lots=of_lot(1, 1_000, left=-1)))[0].endswith("has -1 left")
    two = (visit_card, one_visit, replace(one_visit, swipe_id=BOOKING))
    assert said(Visits(), *two)[0].endswith("has used 2 of 10 and says that 9 are left")


def test_a_card_number_stands_for_one_card_and_an_unissued_card_opens_nothing():
    assert said(Visits(), claimed, claimed) == [f"card number {claimed.number} stands for two cards"]
    assert said(Visits(), granted) == [f"card {CARD} was never issued"]


def test_points_that_add_up_keep_every_promise():
    lots = Points()
    share = LotShare(lot_id=points.earned.lot_id, points=40)
    spent = replace(points.redeemed(40), lots=(share,))
    assert said(lots, points.earned, spent) == []
    left = points.earned.points - 40
    assert [list(rows) for rows in lots.shown().values()] == [[(share.lot_id, left)], [(points.WEI, left)], []]


def test_a_lot_gives_no_more_than_it_has_and_a_cause_earns_once():
    much = points.earned.points + 1
    spent = replace(points.redeemed(much), lots=(LotShare(lot_id=points.earned.lot_id, points=much),))
    assert said(Points(), points.earned, spent)[0].endswith("which leaves -1")
    (twice,) = judged(Points(), points.earned, points.earned)
    assert (twice.position, twice.says.endswith("earns twice")) == (2, True)
    assert said(Points(), points.earned, replace(points.redeemed(5), lots=())) == [
        "the lots give 5 points less than the event says"
    ]


def test_a_phone_number_stands_for_one_member_until_it_is_released():
    gone = PhoneReleased(phone_index=phone_claimed.phone_index, member_id=WEI)
    other = replace(phone_claimed, member_id=ADA)
    assert said(Claims(), phone_claimed, gone, other) == []
    assert said(Claims(), phone_claimed, other) == [f"the phone number of {ADA} is {WEI}'s"]
    assert said(Claims(), phone_claimed, replace(gone, member_id=ADA)) == [f"{ADA} did not hold this phone number"]
    assert said(Claims(), number_claimed, number_claimed) == [
        f"member number {number_claimed.number} stands for two members"
    ]


def test_the_phone_number_of_an_erased_member_becomes_free():
    erased = MemberErased(member_id=WEI, phone_index=phone_claimed.phone_index)
    gone = PhoneReleased(phone_index=phone_claimed.phone_index, member_id=WEI)
    assert said(ReleasedPhones(), phone_claimed, erased, gone) == []
    (taken,) = judged(ReleasedPhones(), phone_claimed, erased)
    assert taken.position == 2


def test_interest_is_the_operators_own_money_and_paid_once():
    *_, paid_out, booked = with_interest.when(replace(half, fault="operator"))._decide()
    assert said(Books(), booked) == said(Payments(), paid_out, booked) == []
    assert said(Payments(), paid_out, booked, paid_out, booked) == [f"interest of refund {REFUND} is paid twice"]
    assert said(Payments(), paid_out) == [f"cash of {PUDONG} moved -2737 CNY, the ledger holds 0"]

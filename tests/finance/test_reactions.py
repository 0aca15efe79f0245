from dataclasses import replace

from services.finance.reactions import react
from shared.contracts.cards import CardIssued, EntryGranted, HoldSettled
from shared.contracts.finance import OpenTill, RecogniseIncome
from shared.contracts.members import VenueOpened
from shared.contracts.samples import sample
from shared.envelope import Envelope
from shared.ids import derived_id
from shared.log import Meta, Recorded
from tests.finance.examples import cny
from tests.scenario import NOON


def heard(event):
    recorded = Recorded(1, event.stream_name, 1, "e", type(event).__name__, 1, b"{}", NOON, NOON, Meta("a", (), "c"))
    return list(react(event, Envelope.of("cards", recorded, 0)))


def test_a_new_venue_gets_a_till():
    venue = sample(VenueOpened)
    assert heard(venue) == [OpenTill(venue_id=venue.venue_id, zone=venue.zone, currency=venue.currency)]


def used(event, use_id):
    return RecogniseIncome(
        order_id=event.order_id,
        use_id=use_id,
        product_id=event.product_id,
        venue_id=event.venue_id,
        day=event.day,
        amount=event.lot_value,
    )


def test_an_entry_that_used_up_part_of_the_price_becomes_income():
    entry = sample(EntryGranted)
    assert heard(entry) == [used(entry, entry.swipe_id)]


def test_a_settled_hold_becomes_income_where_it_was_used():
    hold = sample(HoldSettled)
    assert heard(hold) == [used(hold, hold.hold_id)]


def test_an_entry_that_used_nothing_up_changes_no_books():
    entry = sample(EntryGranted)
    assert heard(replace(entry, lots=(replace(entry.lots[0], paid=cny(0)),))) == []
    assert heard(replace(entry, lot_value=cny(0), lots=())) == []


def test_a_gift_that_was_used_changes_no_books():
    entry = sample(EntryGranted)
    assert heard(replace(entry, lots=(replace(entry.lots[0], order_id=None),))) == []


def test_an_entry_from_before_lots_were_named_becomes_income_of_its_order():
    entry = replace(sample(EntryGranted), lots=())
    assert heard(entry) == [used(entry, entry.swipe_id)]


def test_a_visit_paid_by_two_lots_becomes_income_of_both_orders():
    entry = sample(EntryGranted)
    second = replace(entry.lots[0], lot_id=derived_id("lot"), order_id=derived_id("order"), paid=cny(30))
    first, other = heard(replace(entry, lots=(*entry.lots, second)))
    assert first == used(entry, entry.swipe_id)
    assert (other.order_id, other.amount) == (second.order_id, cny(30))
    assert other.use_id != first.use_id


def test_a_card_that_was_issued_changes_no_books():
    assert heard(sample(CardIssued)) == []

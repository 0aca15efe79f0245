from dataclasses import replace

from services.finance.reactions import react
from shared.contracts.cards import (
    CardCancelledAfterRefund,
    CardFrozen,
    CardIssued,
    CardTransferred,
    ChangePlanned,
    ChangeQuoted,
    EntryGranted,
    FreezeEnded,
    HoldSettled,
    LotGranted,
    PlannedChangeMade,
    PlannedChangeWithdrawn,
    ProductChanged,
    ProductPublished,
    ProductRevised,
)
from shared.contracts.finance import (
    DropRenewalDebts,
    NoteCard,
    NotePaidDays,
    NotePlannedChange,
    NoteProduct,
    OpenTill,
    RecogniseIncome,
)
from shared.contracts.members import VenueOpened
from shared.contracts.samples import sample
from shared.envelope import Envelope
from shared.ids import derived_id
from shared.log import Meta, Recorded
from tests.finance.examples import cny
from tests.scenario import NOON

CARD_ID = sample(CardIssued).card_id


def heard(event):
    recorded = Recorded(1, event.stream_name, 1, "e", type(event).__name__, 1, b"{}", NOON, NOON, Meta("a", (), "c"))
    return list(react(event, Envelope.of("cards", recorded, 0)))


def known(event):
    """What is heard beside the days that were prepaid (test_paid_days.py)."""
    return [wish for wish in heard(event) if not isinstance(wish, NotePaidDays)]


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


def test_a_card_that_was_issued_is_known():
    card = sample(CardIssued)
    owner = {"member_id": card.member_id, "product_id": card.product_id}
    assert known(card) == [NoteCard(card_id=card.card_id, **owner, valid_until=card.valid.until)]


def test_a_card_is_known_until_its_new_end():
    for event in (sample(LotGranted), sample(CardFrozen), sample(FreezeEnded)):
        (wish,) = known(event)
        assert (wish.card_id, wish.valid_until, wish.over) == (event.card_id, event.valid_until, False)


def test_a_gift_leaves_the_card_what_it_was():
    gift = sample(LotGranted)
    (wish,) = known(replace(gift, lot=replace(gift.lot, kind="gift")))
    assert wish.product_id is None


def test_a_card_that_passed_on_is_the_other_members():
    passed = sample(CardTransferred)
    assert heard(passed) == [NoteCard(card_id=passed.card_id, member_id=passed.to_member_id)]


def test_what_an_upgrade_costs_is_kept_for_the_order():
    quoted = sample(ChangeQuoted)
    (note,) = heard(quoted)
    assert (note.card_id, note.part, note.whole, note.credit) == (
        quoted.card_id,
        quoted.part,
        quoted.whole,
        quoted.credit,
    )


def test_what_a_card_is_to_become_is_kept_until_it_is_made_or_taken_back():
    plan = sample(ChangePlanned)
    assert heard(plan) == [NotePlannedChange(card_id=plan.card_id, product_id=plan.product_id)]
    for over in (sample(PlannedChangeMade), sample(PlannedChangeWithdrawn)):
        assert heard(over) == [NotePlannedChange(card_id=over.card_id, product_id=None)]


def test_a_downgrade_credits_the_order_that_had_paid():
    changed = sample(ProductChanged)
    noted, credit = known(changed)
    assert noted.product_id == changed.lot.product_id
    assert (credit.order_id, credit.amount) == (changed.refunds[0].order_id, changed.refunds[0].amount)


def test_a_refunded_card_is_known_to_be_over():
    over = sample(CardCancelledAfterRefund)
    assert known(over) == [
        NoteCard(card_id=CARD_ID, over=True),
        DropRenewalDebts(member_id=over.member_id, card_id=CARD_ID),
    ]


def test_the_terms_of_a_product_and_of_its_versions_are_known():
    first, second = sample(ProductPublished), sample(ProductRevised)
    assert heard(first) == [NoteProduct(product_id=first.product_id, terms=first.terms)]
    assert heard(second) == [NoteProduct(product_id=second.product_id, terms=second.terms, effective=second.effective)]

"""Who buys: a person under all records that were merged, and nobody whose registration is not through."""

from dataclasses import replace

import pytest

from services.finance.buyer import BUYER
from services.finance.decider import ORDER as DECIDER
from services.finance.reactions import react
from shared.contracts import Event, catalogue
from shared.contracts.finance import (
    BuyerNoted,
    CardOfSomebodyElse,
    NoteBuyer,
    OrderNotPlaced,
    PrepaidCapExceeded,
    PrepaidNoted,
    TrialNotRenewable,
)
from shared.contracts.members import MemberMerged, MemberNotRegistered, MemberPending
from shared.contracts.samples import sample
from tests.finance.examples import (
    ADA,
    PACK,
    REFUND,
    WEI,
    cny,
    pack_priced,
    place,
    placed,
    request,
    requested,
    till_opened,
    water_priced,
)
from tests.finance.test_order_for_a_card import noted, order, priced, terms_noted
from tests.finance.test_prepaid_caps import VALUE, counter
from tests.finance.test_prepaid_caps import order as prepays
from tests.scenario import Scenario

took_in = BuyerNoted(member_id=ADA, heard="took_in", other_id=WEI)
merged = BuyerNoted(member_id=WEI, heard="merged", other_id=ADA)
apart = (
    BuyerNoted(member_id=ADA, heard="let_go", other_id=WEI),
    BuyerNoted(member_id=WEI, heard="apart", other_id=ADA),
)
till = Scenario(DECIDER).given(till_opened, pack_priced, water_priced)
for_card = Scenario(DECIDER).given(till_opened, priced, terms_noted, noted)
prepaid = PrepaidNoted(
    member_id=WEI, order_id=REFUND, product_id=PACK, amount=cny(1_600_000), first=None, until=None, trial=False
)


@pytest.mark.parametrize(
    ("heard", "no"), [("pending", MemberPending), ("rejected", MemberNotRegistered), ("erased", MemberNotRegistered)]
)
def test_nothing_is_sold_to_who_is_no_member_yet_or_no_more(heard, no):
    till.given(BuyerNoted(member_id=WEI, heard=heard)).when(place).refuses(no, member_id=WEI)


def test_who_was_approved_buys_at_once():
    reviewed = [BuyerNoted(member_id=WEI, heard="pending"), BuyerNoted(member_id=WEI, heard="active")]
    till.given(*reviewed).when(place).then(placed)


def test_a_merged_record_buys_no_more_and_says_which_one_does():
    till.given(merged).when(place).refuses(MemberMerged, survivor_id=ADA)
    till.given(merged, *apart).when(place).then(placed)


def test_an_order_placed_before_the_merge_is_the_same_order_still():
    till.given(placed, merged).when(place).then()


def test_the_survivor_buys_for_the_cards_of_the_merged_record():
    hers = replace(order, member_id=ADA)
    for_card.when(hers).refuses(CardOfSomebodyElse)
    (sale,) = for_card.given(took_in, merged).when(hers)._decide()
    assert (sale.member_id, sale.total) == (ADA, cny(25_500))
    for_card.given(took_in, merged, *apart).when(hers).refuses(CardOfSomebodyElse)


def test_the_survivor_pays_the_orders_of_the_merged_record():
    hers = replace(request, member_id=ADA)
    till.given(placed).when(hers).refuses(OrderNotPlaced)
    till.given(placed, took_in, merged).when(hers).then(requested)


def test_caps_count_what_is_prepaid_under_both_records():
    """20,000.00 together in Shanghai: 16,000.00 of the merged record leave no room for 5,000.00 of the survivor."""
    wish = replace(prepays, member_id=ADA)
    alone = counter(VALUE, 500_000).given(prepaid)
    assert alone.when(wish)._decide()
    alone.given(took_in, merged).when(wish).refuses(PrepaidCapExceeded, cap="together", asked=2_100_000)
    alone.given(took_in, merged, *apart).when(wish)._decide()


def test_a_person_has_one_trial_whatever_record_it_was_sold_to():
    trial = replace(prepaid, amount=cny(1_000), trial=True)
    offered = counter(replace(VALUE, trial=True), 1_000).given(trial, took_in, merged)
    offered.when(replace(prepays, member_id=ADA)).refuses(TrialNotRenewable)


@pytest.mark.parametrize(
    ("name", "heard"),
    [
        ("RegistrationSubmitted", "pending"),
        ("RegistrationRejected", "rejected"),
        ("ImportWithdrawn", "rejected"),
        ("MemberErased", "erased"),
        ("MembersMerged", "merged"),
        ("MergeUndone", "apart"),
        ("MemberAbsorbed", "took_in"),
        ("MemberSeparated", "let_go"),
    ],
)
def test_what_members_says_of_a_person_is_noted_once(name: str, heard: str):
    (note,) = react(sample(catalogue.of("members", Event)[name]), None)
    assert isinstance(note, NoteBuyer) and note.heard == heard
    known = heard in ("apart", "let_go")  # nothing to undo
    Scenario(BUYER).when(note).then(*([] if known else [BuyerNoted(**vars(note))]))

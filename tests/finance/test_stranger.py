"""An order for somebody whom nobody knows: accepted, looked up a moment later, and then it takes no money."""

from dataclasses import replace

import pytest

from services.finance.decider import ORDER as ORDERS
from services.finance.reactions import react
from services.finance.service import SERVICE
from services.finance.stranger import ORDER_OF_STRANGER, told_of_strangers
from services.members.stranger import STRANGER, named
from shared.contracts.finance import BuyerUnknown, NoteStranger, OrderOfStranger, OrdersOfStrangers, PublishPrice
from shared.contracts.members import CheckBuyer, MemberErased, MemberRegistered, RegistrationSubmitted, StrangerNamed
from shared.contracts.samples import sample
from tests.finance.examples import (
    ORDER,
    PUDONG,
    WEI,
    XUHUI,
    notice,
    open_till,
    place,
    placed,
    publish_pack,
    record,
    refund,
    request,
    requested,
    water_priced,
)  # fmt: skip
from tests.finance.test_put_on_account import wish as put_on_account
from tests.scenario import NOON, Scenario
from tests.servers import Postgres
from tests.standing import standing

check = CheckBuyer(member_id=WEI, order_id=ORDER)
named_by = StrangerNamed(member_id=WEI, order_id=ORDER)
note = NoteStranger(member_id=WEI, order_id=ORDER)
of_stranger = OrderOfStranger(member_id=WEI, order_id=ORDER, venue_id=PUDONG)
nobody = Scenario(ORDERS).given(placed, of_stranger)


def test_members_looks_up_whom_an_order_names_and_tells_of_strangers_only():
    assert named(placed) == [check]
    Scenario(STRANGER).when(check).then(named_by).when(check).then()
    registered = replace(sample(MemberRegistered), member_id=WEI)
    submitted = replace(sample(RegistrationSubmitted), member_id=WEI)
    erased = replace(sample(MemberErased), member_id=WEI)
    for past in ((registered,), (submitted,), (registered, erased)):
        Scenario(STRANGER).given(*past).when(check).then()


def test_who_registered_a_moment_before_the_order_is_no_stranger_however_late_the_news_travel():
    """Members answers from its own log, in which the registration stands before any till can name the member."""
    Scenario(STRANGER).given(replace(sample(MemberRegistered), member_id=WEI)).when(check).then()
    assert Scenario(ORDERS).given(placed).when(record)._decide()
    assert not any(isinstance(wish, NoteStranger) for wish in react(sample(MemberRegistered), None))


def test_the_order_is_told_of_it_once():
    assert told_of_strangers(named_by) == [note]
    Scenario(ORDER_OF_STRANGER).given(placed).when(note).then(of_stranger).when(note).then()
    Scenario(ORDER_OF_STRANGER).when(note).then()


def test_it_takes_no_money_at_the_desk_or_by_the_provider_and_is_put_on_no_account():
    for wish in (record, request, put_on_account):
        nobody.when(wish).refuses(BuyerUnknown, order_id=ORDER, member_id=WEI)


def test_what_was_under_way_is_taken_and_goes_back_like_any_other_money():
    asked = Scenario(ORDERS).given(placed, requested, of_stranger)
    paid = asked.when(notice(1, "captured", 11))._decide()
    assert asked.given(*paid).when(refund)._decide()


@pytest.mark.servers
def test_orders_of_strangers_are_listed_by_venue(postgres: Postgres) -> None:
    with standing(postgres, SERVICE, NOON) as finance:
        for wish in (open_till, publish_pack, PublishPrice(**vars(water_priced)), place):
            assert finance.give(wish) is None
        assert finance.ask(OrdersOfStrangers()) == []
        assert finance.give(note) is None
        assert [row["order_id"] for row in finance.ask(OrdersOfStrangers())] == [ORDER]
        assert finance.ask(OrdersOfStrangers(venue_id=XUHUI)) == []
        assert isinstance(finance.give(record), BuyerUnknown)
        before = finance.rows()
        finance.project_again()
        assert finance.rows() == before
        finance.rebuild()
        assert finance.rows() == before

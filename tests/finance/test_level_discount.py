"""What a member's level makes cheaper: from the instant it was reached until it is lost, and the order says why."""

from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.finance.decider import ORDER as DECIDER
from services.finance.discount import discount_on
from services.finance.level import BUYER_LEVEL, DISCOUNTS
from services.finance.reactions import react
from shared.contracts.cards import Terms
from shared.contracts.finance import (
    BuyerLevelNoted,
    BuyerNoted,
    ChargeRenewal,
    Discount,
    DiscountsNoted,
    NoteBuyerLevel,
    NoteDiscounts,
    OrderLine,
    UpgradeNoted,
)
from shared.contracts.members import LevelRight
from shared.contracts.members.rights import GrantedRight, LevelGives
from shared.money import Money
from tests.finance.examples import (
    ADA,
    PHONE_PAY,
    PUDONG,
    TODAY,
    WATER,
    WEI,
    cny,
    pack_line,
    pack_priced,
    place,
    placed,
    till_opened,
    water_line,
    water_priced,
)
from tests.finance.test_order_for_a_card import BETTER, CARD, MONTH, counter, sold, wish
from tests.finance.test_prepaid_caps import VALUE
from tests.members.ladders import published, reached, yuan
from tests.scenario import NOON, Scenario


def right(value: int, *of: str) -> LevelRight:
    return LevelRight(right="discount_per_mille", value=value, of=of)


def ladder(number: int, silver: tuple[LevelRight, ...], from_day: date = TODAY - timedelta(days=1)) -> DiscountsNoted:
    """From the day before, since days of the chain begin late."""
    lowest = LevelGives(level="ordinary", rights=())
    return DiscountsNoted(ladder=number, from_day=from_day, levels=(lowest, LevelGives(level="silver", rights=silver)))


def granted(value: int, number: int = 1, *of: str) -> GrantedRight:
    return GrantedRight(right="discount_per_mille", value=value, of=of, level="silver", ladder=number)


five = ladder(1, (right(50),))
silver = BuyerLevelNoted(member_id=WEI, level="silver", since=NOON)
ordinary = replace(silver, level="ordinary", since=NOON + timedelta(hours=1))
shop = Scenario(DECIDER).given(till_opened, pack_priced, water_priced)
water = replace(place, lines=(OrderLine(product_id=WATER, quantity=3),))
cheaper_pack = replace(pack_line, total=cny(60420), tax=cny(3420), discount=Discount(amount=cny(3180), by=granted(50)))
cheaper_water = replace(water_line, total=cny(284), tax=cny(11), discount=Discount(amount=cny(15), by=granted(50)))


def test_the_order_asks_for_less_and_says_by_which_right_of_which_ladder():
    """636.00 and 2.99 at 50 per mille: 31.80 and 0.15 off, the tax in what is left."""
    events = shop.given(five, silver).when(place)
    events.then(replace(placed, lines=(cheaper_pack, cheaper_water), total=cny(60704)))


def test_ten_percent_off_1_01_are_10_and_91_is_asked():
    """Rules, number 23: rounded once, and the line and its discount sum to the price."""
    off = discount_on(cny(101), "retail", None, (granted(100),))
    assert off and (off.amount, cny(101) - off.amount) == (cny(10), cny(91))


def test_a_discount_is_rounded_once_for_a_line_not_for_each_piece():
    (order,) = shop.given(five, silver).when(water)._decide()
    (line,) = order.lines
    assert (line.price, line.total, line.discount.amount) == (cny(299), cny(852), cny(45))  # 44.85; thrice 15 is 45


@pytest.mark.parametrize(("minutes", "total"), [(-1, 63899), (0, 60704), (59, 60704), (60, 63899)])
def test_a_right_holds_from_the_instant_the_level_was_reached_until_it_is_lost(minutes, total):
    known = shop.given(five, silver, ordinary)
    (order,) = known.at(NOON + timedelta(minutes=minutes)).when(place)._decide()
    assert order.total == cny(total)


def test_a_new_ladder_gives_from_its_day_on_and_the_order_names_it():
    """The chain's day begins when it has begun everywhere, at noon in UTC."""
    known = shop.given(five, ladder(2, (right(80),), from_day=TODAY), replace(silver, since=NOON - timedelta(days=1)))
    for seconds, number in ((-1, 1), (0, 2)):
        (order,) = known.at(NOON + timedelta(seconds=seconds)).when(water)._decide()
        assert order.lines[0].discount.by.ladder == number


def test_who_no_level_was_heard_of_has_the_lowest():
    lowest = replace(five, levels=(LevelGives(level="ordinary", rights=(right(20),)), *five.levels[1:]))
    (order,) = shop.given(lowest).when(water)._decide()
    assert order.lines[0].discount.by.level == "ordinary"


def test_a_discount_is_off_the_kinds_it_names_and_of_several_the_largest_holds():
    several = ladder(1, (right(50), right(100, "retail"), right(300, "course")))
    (order,) = shop.given(several, silver).when(place)._decide()
    assert [line.discount.by.value for line in order.lines] == [50, 100]


def test_a_stored_value_is_money_and_has_no_discount():
    assert discount_on(cny(100_000), "card", VALUE, (granted(50),)) is None
    assert discount_on(cny(100_000), "card", Terms(kind="visits", visits=10, months=6), (granted(50),))


def test_a_fee_has_no_discount_and_a_renewal_has_it_off_its_own_price():
    """300.00 a month, 85 % of it on renewal: 255.00, and 5 % off that 12.75."""
    known = counter.given(five, silver)
    assert sold(known, wish(purpose="replacement")).discount is None
    only = sold(known)
    assert (only.price, only.total, only.discount.amount) == (cny(25_500), cny(24_225), cny(1_275))


def test_an_upgrade_costs_the_discounted_new_product_less_what_the_old_one_was_worth():
    """15.00 for the half month of the better product, 0.75 off, less 10.00: 4.25; the new lot cost 14.25."""
    quoted = UpgradeNoted(card_id=CARD, product_id=BETTER, day=TODAY, part=15, whole=30, credit=cny(1_000))
    only = sold(counter.given(five, silver, quoted), wish(product_id=BETTER, purpose="upgrade"))
    assert (only.total, only.charged, only.credit, only.discount.amount) == (cny(425), cny(1_425), cny(1_000), cny(75))


def test_an_automatic_renewal_has_the_discount_before_the_days_that_the_card_rested():
    """255.00 less 12.75 are 242.25; of its 31 days 10 rested, 78.15: 164.10 to pay."""
    charge = ChargeRenewal(
        order_id=place.order_id,
        payment_id=PHONE_PAY,
        card_id=CARD,
        member_id=WEI,
        product_id=MONTH,
        venue_id=PUDONG,
        most=cny(30_000),
        off_days=10,
        of_days=31,
    )
    order, _ = counter.given(five, silver).when(charge)._decide()
    (line,) = order.lines
    assert (line.total, line.charged, line.credit) == (cny(16_410), cny(24_225), cny(7_815))


def test_of_merged_records_the_survivors_level_counts():
    gold = BuyerLevelNoted(member_id=ADA, level="silver", since=NOON)
    charge = ChargeRenewal(
        order_id=place.order_id,
        payment_id=PHONE_PAY,
        card_id=CARD,
        member_id=WEI,
        product_id=MONTH,
        venue_id=PUDONG,
        most=cny(30_000),
    )
    merged = BuyerNoted(member_id=WEI, heard="merged", other_id=ADA)
    order, _ = counter.given(five, gold, merged).when(charge)._decide()
    assert order.lines[0].discount is not None
    apart = BuyerNoted(member_id=WEI, heard="apart", other_id=ADA)
    order, _ = counter.given(five, gold, merged, apart).when(charge)._decide()
    assert order.lines[0].discount is None


def test_an_order_keeps_its_price_when_the_level_is_lost():
    cheap = replace(placed, lines=(cheaper_pack, cheaper_water), total=cny(60704))
    shop.given(five, silver, ordinary, cheap).at(NOON + timedelta(hours=2)).when(place).then()


def test_what_members_tells_of_ladders_and_levels_is_noted_once():
    (note,) = react(published, None)
    assert isinstance(note, NoteDiscounts) and note.levels[1].rights == (right(50),)
    assert [right.right for gives in note.levels for right in gives.rights] == ["discount_per_mille"] * 2, (
        "finance's own"
    )
    Scenario(DISCOUNTS).when(note).then(DiscountsNoted(**vars(note))).when(note).then()
    gold = reached("gold", 0, yuan(3_000))
    (level,) = react(gold, SimpleNamespace(happened_at=NOON))
    assert level == NoteBuyerLevel(member_id=gold.member_id, level="gold", since=NOON)
    Scenario(BUYER_LEVEL).when(level).then(BuyerLevelNoted(**vars(level))).when(level).then()


@pytest.mark.thorough
@given(
    st.integers(0, 10**9),
    st.lists(st.tuples(st.integers(1, 1000), st.sets(st.sampled_from(["card", "course", "retail"]))), max_size=3),
)
def test_a_discount_never_exceeds_the_price_nor_falls_short_of_a_smaller_one(amount, rights):
    off = [granted(value, 1, *of) for value, of in rights]
    taken = discount_on(Money(amount, "CNY"), "card", None, off)
    left = amount - (taken.amount.amount if taken else 0)
    assert 0 <= left <= amount
    for one in off:
        if not one.of or "card" in one.of:
            alone = discount_on(Money(amount, "CNY"), "card", None, (one,))
            assert left <= amount - (alone.amount.amount if alone else 0)

from dataclasses import replace

from services.cards.blocks.blocking import BLOCKING
from shared.contracts.cards import (
    CardFound,
    CardNotIssued,
    CardOfAnotherMember,
    CardReportedLost,
    ReportFound,
    ReportLost,
)
from tests.cards.examples import ADA, CARD, NOON, WEI, month_card
from tests.scenario import Scenario

card = Scenario(BLOCKING).at(NOON).given(month_card)
report = ReportLost(card_id=CARD, member_id=WEI)
back = ReportFound(card_id=CARD, member_id=WEI)
lost = CardReportedLost(card_id=CARD, member_id=WEI, at=NOON)
found = CardFound(card_id=CARD, member_id=WEI)


def test_a_lost_card_is_blocked_from_this_moment():
    card.when(report).then(lost)


def test_a_card_is_lost_once():
    card.given(lost).when(report).then()


def test_a_found_card_opens_doors_again():
    card.given(lost).when(back).then(found)


def test_a_card_that_is_not_lost_cannot_be_found():
    card.when(back).then()


def test_a_card_can_be_lost_again():
    card.given(lost, found).when(report).then(lost)


def test_a_member_reports_own_cards_only():
    card.when(replace(report, member_id=ADA)).refuses(CardOfAnotherMember, card_id=CARD)


def test_a_card_that_was_never_issued_cannot_be_lost():
    Scenario(BLOCKING).when(report).refuses(CardNotIssued, card_id=CARD)

"""The waiver asked for at the gate: which edition, of whom, from when on, and what the policy makes of it."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.cards.gate.gate import GATE
from services.cards.gate.offline import OFFLINE
from services.cards.gate.override import OVERRIDE
from services.cards.gate.waivers import WAIVERS, heard_of_waivers
from shared.contracts import Event, Reason
from shared.contracts.cards import (
    CardLost,
    CardReportedLost,
    EntryGranted,
    GatePolicy,
    GatePolicySet,
    HolderAdded,
    NoteWaiver,
    NoteWaiverSignature,
    OverrideEntry,
    PersonNoted,
    UploadSwipe,
    WaiverNoted,
    WaiverNotSigned,
    WaiverSignatureNoted,
    WaiverToSign,
)
from shared.contracts.members import DocumentPublished, DocumentSigned, SignatureEnded
from shared.contracts.samples import sample
from tests.cards.examples import (
    ADA,
    CARD,
    NOON,
    PUDONG,
    TODAY,
    WEI,
    counted_of,
    gate_opened,
    granted,
    january,
    month_card,
    overridden,
    refused,
    swipe,
    swipe_id,
)
from tests.scenario import Scenario

SINCE, NEW = date(2025, 1, 1), date(2025, 1, 6)
first = WaiverNoted(scope="chain", number=1, edition="2025-01", from_day=SINCE, sign_again_from=None)
gentler = replace(first, number=2, edition="2025-02", from_day=NEW)
anew = replace(gentler, sign_again_from=NEW)
ours = replace(first, scope=PUDONG, edition="climbing", from_day=date(2025, 1, 3))
signed = WaiverSignatureNoted(member_id=WEI, scope="chain", number=1, stands=True)
void = replace(signed, stands=False)
unsigned = WaiverNotSigned(edition="2025-01", since=SINCE)


def policy(**figures: Any) -> GatePolicySet:
    return GatePolicySet(venue_id=PUDONG, effective=SINCE, policy=replace(GatePolicy(), **figures))


strict = policy(waiver="refuse")
gate = Scenario(GATE).at(NOON).given(gate_opened, strict, month_card)


def warned(edition: str, since: date, refused_from: date | None) -> EntryGranted:
    warning = WaiverToSign(edition=edition, since=since, refused_from=refused_from)
    return replace(granted, warnings=(Reason.of(warning),))


def test_who_has_not_signed_the_waiver_is_refused_and_told_where_to_sign():
    gate.given(first).when(swipe).then(refused(unsigned))
    gate.given(first, signed).when(swipe).then(granted)
    gate.given(first, signed, void).when(swipe).then(refused(unsigned))


def test_a_venue_that_asks_for_none_lets_in():
    gate.when(swipe).then(granted)
    gate.given(replace(first, from_day=date(2025, 1, 9))).when(swipe).then(granted)
    gate.given(policy(waiver="off"), first).when(swipe).then(granted)


def test_until_head_office_says_otherwise_a_gate_warns_only():
    Scenario(GATE).at(NOON).given(gate_opened, month_card, first).when(swipe).then(warned("2025-01", SINCE, None))


def test_in_the_days_of_grace_a_gate_warns_and_says_until_when():
    a_week = gate.given(policy(waiver="refuse", waiver_grace_days=8), first)
    a_week.when(swipe).then(warned("2025-01", SINCE, date(2025, 1, 9)))
    tomorrow = replace(granted, swipe_id=swipe_id(2), day=date(2025, 1, 9), at=january(9))
    a_week.at(january(9)).when(replace(swipe, swipe_id=swipe_id(2))).then(refused(unsigned, tomorrow))


def test_a_new_edition_that_is_to_be_signed_anew_asks_who_signed_the_old_one():
    again = WaiverNotSigned(edition="2025-02", since=NEW)
    gate.given(first, anew, signed).when(swipe).then(refused(again))
    gate.given(first, anew, signed, replace(signed, number=2)).when(swipe).then(granted)


def test_a_new_edition_asks_those_who_have_signed_none_unless_it_says_otherwise():
    gate.given(first, gentler, signed).when(swipe).then(granted)
    gate.given(first, gentler).when(swipe).then(refused(WaiverNotSigned(edition="2025-02", since=SINCE)))
    later = replace(anew, sign_again_from=date(2025, 1, 9))
    gate.given(first, later, signed).when(swipe).then(granted)


def test_a_venues_own_waiver_stands_before_the_chains():
    here = WaiverNotSigned(edition="climbing", since=date(2025, 1, 3))
    gate.given(first, ours, signed).when(swipe).then(refused(here))
    gate.given(first, ours, replace(signed, scope=PUDONG)).when(swipe).then(granted)


def test_each_of_those_who_share_a_card_signs_on_their_own():
    family = replace(month_card, terms=replace(month_card.terms, holders=2))
    both = Scenario(GATE).at(NOON).given(gate_opened, strict, family, first, signed)
    shared = both.given(HolderAdded(card_id=CARD, member_id=WEI, holder_id=ADA))
    shared.when(replace(swipe, holder_id=ADA)).then(refused(unsigned, replace(granted, member_id=ADA)))
    shared.given(replace(signed, member_id=ADA)).when(replace(swipe, holder_id=ADA)).then(
        replace(granted, member_id=ADA)
    )


def test_whoever_bears_a_bearer_card_is_not_asked():
    bearer = replace(month_card, terms=replace(month_card.terms, named=False))
    unnamed = Scenario(GATE).at(NOON).given(gate_opened, strict, bearer, first)
    unnamed.when(swipe).then(replace(granted, named=False))


def test_what_was_signed_under_another_record_of_the_person_counts_until_they_are_apart():
    merged = PersonNoted(member_id=WEI, heard="merged", other_id=ADA)
    hers = replace(signed, member_id=ADA)
    gate.given(first, hers).when(swipe).then(refused(unsigned))
    gate.given(first, hers, merged).when(swipe).then(granted)
    gate.given(first, hers, merged, replace(merged, heard="apart")).when(swipe).then(refused(unsigned))


def test_a_graver_reason_is_told_first():
    lost = CardReportedLost(card_id=CARD, member_id=WEI, at=january(8, 3))
    gate.given(first, lost).when(swipe).then(refused(CardLost(card_id=CARD)))


def test_an_offline_gate_that_let_in_without_a_waiver_is_listed():
    upload = UploadSwipe(swipe_id=swipe_id(1), card_id=CARD, venue_id=PUDONG)
    taken = Scenario(OFFLINE).at(NOON).given(gate_opened, strict, month_card, first).when(upload)._decide()
    assert [type(event).__name__ for event in taken] == ["EntryGranted", "OfflineSwipeConflict"]
    assert taken[1].reason == Reason.of(unsigned)  # type: ignore[attr-defined]


def test_a_manager_lets_in_without_a_waiver_in_words():
    wish = OverrideEntry(swipe_id=swipe_id(1), card_id=CARD, venue_id=PUDONG, ground="goodwill", words="an old friend")
    told = overridden(unsigned)
    desk = Scenario(OVERRIDE).at(NOON).given(gate_opened, strict, month_card, first, refused(unsigned))
    desk.when(wish).then(granted, told, counted_of(told))


# --- what is heard of members ---


@pytest.mark.parametrize(
    ("event", "command"),
    [
        (
            replace(sample(DocumentPublished), kind="waiver", scope=PUDONG, number=2, sign_again_from=TODAY),
            NoteWaiver,
        ),
        (replace(sample(DocumentSigned), kind="waiver", member_id=WEI), NoteWaiverSignature),
        (replace(sample(SignatureEnded), kind="waiver", member_id=WEI), NoteWaiverSignature),
    ],
)
def test_of_members_documents_gates_hear_the_waivers(event: Event, command: type):
    (told,) = heard_of_waivers(event)
    assert isinstance(told, command)
    assert {name: getattr(event, name) for name in vars(told) if name != "stands"}.items() <= vars(told).items()
    assert getattr(told, "stands", True) == (type(event) is not SignatureEnded)
    assert heard_of_waivers(replace(event, kind="house_rules")) == []  # type: ignore[call-arg]


def test_news_of_a_waiver_is_noted_once():
    published = NoteWaiver(**vars(first))
    Scenario(WAIVERS).when(published).then(first).when(published).then()
    sign = NoteWaiverSignature(**vars(signed))
    of_wei = Scenario(WAIVERS).when(sign).then(signed).when(sign).then()
    of_wei.when(replace(sign, stands=False)).then(void).when(sign).then(signed)

"""Codes on a phone: they rotate, die after one scan or 15 minutes, and a screenshot is worth nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.cards.answers.code import CARD_CODE, CARD_PASS, GATE_KEYS
from services.cards.gate.codes import Code, minute_of, read, seconds_left
from services.cards.gate.gate import GATE
from shared.contracts import Event, Reason, Refusal
from shared.contracts.cards import (
    CardCancelled,
    CardCancelledAfterRefund,
    CardCode,
    CardCodeRow,
    CardLost,
    CardOfAnotherMember,
    CardPass,
    CardReplaced,
    CardReportedLost,
    CardTransferred,
    CodeExpired,
    CodeNotGenuine,
    CodeOfAnotherCard,
    CodeRevoked,
    CodeUsed,
    EntryRefused,
    GateKeys,
    GatePolicy,
    GatePolicySet,
    PassNotTaken,
)
from shared.decider import Context
from shared.history import Told
from shared.log import Meta, Recorded
from shared.signing import Signatures
from tests.cards.examples import (
    ADA,
    CARD,
    NOON,
    NUMBER,
    ORDER,
    PUDONG,
    TODAY,
    WEI,
    exited,
    gate_opened,
    granted,
    january,
    month_card,
    out,
    swipe,
    swipe_id,
)
from tests.scenario import AT_THE_DESK, CLERK, Scenario

OURS = Signatures.of("ours")
NOW = minute_of(NOON)
gate = replace(
    Scenario(GATE).given(gate_opened, month_card), context=replace(AT_THE_DESK, at=NOON, now=NOON, signatures=OURS)
)
code = Code(CARD, 0, NOW)
used = f"{NOW}.0"
lost = CardReportedLost(card_id=CARD, member_id=WEI, at=NOON)
replaced = CardReplaced(
    replacement_id=ORDER,
    card_id=CARD,
    member_id=WEI,
    venue_id=PUDONG,
    reason="lost",
    number="123456789015",
    former=NUMBER,
    dead=(NUMBER,),
    dead_since=NOON,
    fee=None,
    order_id=None,
    at=NOON,
)
passed_on = CardTransferred(card_id=CARD, member_id=WEI, to_member_id=ADA, application_id=ORDER, contract="signed")
cancelled = CardCancelledAfterRefund(card_id=CARD, member_id=WEI, order_id=ORDER)


def showing(shown: Code, n: int = 1, **other: object):
    return replace(swipe, swipe_id=swipe_id(n), code=shown.signed(OURS), **other)


def refused(no: Refusal, n: int = 1, shown: str | None = None, **other: object) -> EntryRefused:
    names = ("member_id", "venue_id", "day", "at", "card_id")
    told = {name: getattr(granted, name) for name in names} | other
    return EntryRefused(**told, swipe_id=swipe_id(n), reason=Reason.of(no), code=shown)


def at(scenario: Scenario, seconds: int) -> Scenario:
    return scenario.at(NOON + timedelta(seconds=seconds))


def test_the_code_on_the_phone_opens_the_door():
    gate.when(showing(code)).then(replace(granted, code=used))


def test_a_screenshot_of_a_code_that_was_scanned_opens_nothing():
    inside = gate.when(showing(code)).then(replace(granted, code=used))
    soon = NOON + timedelta(seconds=90)
    no = refused(CodeUsed(shown_at=NOON), 2, used, at=soon)
    inside.at(soon).when(showing(code, 2)).then(no)


def test_once_a_newer_code_was_scanned_no_older_one_opens_anything():
    """The friend's picture is of 12:00; the member came in on the code of 12:01."""
    a_minute = NOON + timedelta(seconds=60)
    newer = replace(code, minute=NOW + 1)
    entered = replace(granted, at=a_minute, code=f"{NOW + 1}.0")
    inside = gate.at(a_minute).when(showing(newer)).then(entered)
    inside.when(showing(code, 2)).then(refused(CodeUsed(shown_at=NOON), 2, used, at=a_minute))


def test_after_a_scan_the_phone_shows_another_code_within_the_same_minute():
    left = replace(exited, code=f"{NOW}.1")
    gone = gate.given(replace(granted, code=used)).when(replace(showing(replace(code, turn=1), 9), direction="out"))
    gone.then(left).when(showing(replace(code, turn=2), 2)).then(
        replace(granted, swipe_id=swipe_id(2), code=f"{NOW}.2", lots=())
    )


@pytest.mark.parametrize(("seconds", "opens"), [(-60, True), (-61, False), (0, True), (899, True), (900, False)])
def test_a_code_lives_15_minutes_and_clocks_may_be_a_minute_apart(seconds: int, opens: bool):
    when = NOON + timedelta(seconds=seconds)
    expired = refused(CodeExpired(shown_at=NOON, minutes=15), 1, used, at=when)
    at(gate, seconds).when(showing(code)).then(replace(granted, at=when, code=used) if opens else expired)


def test_a_venue_may_let_codes_live_for_5_minutes():
    strict = GatePolicySet(venue_id=PUDONG, effective=TODAY, policy=GatePolicy(code_minutes=5))
    late = NOON + timedelta(minutes=5)
    no = refused(CodeExpired(shown_at=NOON, minutes=5), 1, used, at=late)
    gate.given(strict).at(late).when(showing(code)).then(no)
    yesterday = replace(strict, effective=january(9).date())
    gate.given(yesterday).at(late).when(showing(code)).then(replace(granted, at=late, code=used))


def test_a_code_of_somebody_elses_making_opens_nothing():
    no = refused(CodeNotGenuine(card_id=CARD))
    gate.when(replace(swipe, code=code.signed(Signatures.of("theirs")))).then(no)
    gate.when(replace(swipe, code=f"{code.text}.")).then(no)
    gate.when(replace(swipe, code="https://example.com/")).then(no)
    later = replace(code, minute=NOW + 9).text
    gate.when(replace(swipe, code=f"{later}.{OURS.sign(code.text)}")).then(no)


def test_a_code_opens_the_doors_of_its_own_card():
    gate.when(showing(replace(code, card_id=ORDER))).then(refused(CodeOfAnotherCard(card_id=ORDER)))


def test_while_a_card_is_lost_its_code_opens_nothing():
    gate.given(lost).when(showing(code)).then(refused(CardLost(card_id=CARD), 1, used))


@pytest.mark.parametrize(("happened", "member"), [(replaced, WEI), (passed_on, ADA)], ids=["replaced", "passed on"])
def test_a_replacement_or_a_transfer_ends_every_code_from_before(happened: Event, member: str):
    no = refused(CodeRevoked(card_id=CARD), 1, used, member_id=member)
    gate.given(happened).when(showing(code)).then(no)
    pass_no = refused(CodeRevoked(card_id=CARD), 1, None, member_id=member)
    gate.given(happened).when(showing(Code(CARD, 0))).then(pass_no)
    fresh = replace(granted, member_id=member, code=used)
    gate.given(happened).when(showing(replace(code, epoch=1))).then(fresh)


def test_a_late_swipe_from_before_the_replacement_knows_the_code_of_its_time():
    earlier = NOON - timedelta(seconds=30)
    gate.given(replaced).at(earlier).when(showing(replace(code, minute=NOW - 1))).then(
        replace(granted, at=earlier, code=f"{NOW - 1}.0")
    )


def test_a_refused_scan_uses_the_code_up_too():
    after = gate.given(refused(CardLost(card_id=CARD), 7, used))
    after.when(showing(code)).then(refused(CodeUsed(shown_at=NOON), 1, used))


def test_leaving_is_recorded_whatever_the_code_is():
    gate.when(replace(out, code="nonsense")).then(exited)
    gate.given(replaced).when(replace(out, code=code.signed(OURS))).then(replace(exited, code=used))


# --- passes ---


def test_a_printed_pass_opens_doors_again_and_again_unless_the_venue_takes_none():
    paper = showing(Code(CARD, 0))
    gate.when(paper).then(granted)
    gate.given(granted, exited).when(replace(paper, swipe_id=swipe_id(2))).then(
        replace(granted, swipe_id=swipe_id(2), lots=())
    )
    strict = GatePolicySet(venue_id=PUDONG, effective=TODAY, policy=GatePolicy(passes=False))
    gate.given(strict).when(paper).then(refused(PassNotTaken(venue_id=PUDONG)))


# --- the phone asks ---

meta = Meta("wei", (), ORDER)


def told(*events: Event) -> list[Told]:
    row = {"stream": f"card-{CARD}", "schema": 1, "data": b"", "happened_at": NOON, "recorded_at": NOON, "meta": meta}
    return [
        Told(e, Recorded(id=ORDER, position=n, version=n, type=type(e).__name__, **row))  # type: ignore[arg-type]
        for n, e in enumerate(events, 1)
    ]


asks = CardCode(card_id=CARD, member_id=WEI)
at_half_past = Context(at=NOON, now=NOON + timedelta(seconds=30), actor=CLERK, signatures=OURS)


def test_the_phone_shows_a_code_that_rotates_each_60_seconds():
    row = CardCodeRow(card_id=CARD, code=code.signed(OURS), seconds_left=30, dies_at=NOON + timedelta(minutes=15))
    assert CARD_CODE.rows(asks, told(month_card), at_half_past) == [row]
    next_minute = replace(at_half_past, now=NOON + timedelta(seconds=60))
    (then,) = CARD_CODE.rows(asks, told(month_card), next_minute)
    assert isinstance(then, CardCodeRow)
    assert (then.code, then.seconds_left) == (replace(code, minute=NOW + 1).signed(OURS), 60)


def test_what_the_phone_shows_after_a_scan_opens_the_next_door():
    scanned = replace(granted, code=used)
    (row,) = CARD_CODE.rows(asks, told(month_card, scanned, replace(exited, code=None)), at_half_past)
    assert isinstance(row, CardCodeRow)
    again = replace(swipe, swipe_id=swipe_id(2), code=row.code)
    gate.given(scanned, exited).when(again).then(replace(granted, swipe_id=swipe_id(2), code=f"{NOW}.1", lots=()))


def test_a_pass_is_made_for_a_card_that_is_not_shut_and_for_its_member():
    (row,) = CARD_PASS.rows(CardPass(card_id=CARD, member_id=WEI), told(month_card), at_half_past)
    assert row == CardCodeRow(card_id=CARD, code=Code(CARD, 0).signed(OURS), seconds_left=None, dies_at=None)
    for past, no in (((lost,), CardLost), ((cancelled,), CardCancelled), ((passed_on,), CardOfAnotherMember)):
        with pytest.raises(no):
            CARD_CODE.rows(asks, told(month_card, *past), at_half_past)


def test_a_device_gets_the_keys_that_check_codes_without_asking():
    both = replace(at_half_past, signatures=Signatures.of("new,ours"))
    rows = GATE_KEYS.rows(GateKeys(), [], both)
    assert [(row.public_key, row.signs) for row in rows] == [  # type: ignore[attr-defined]
        (Signatures.of("new").public_keys[0], True),
        (OURS.public_keys[0], False),
    ]


@pytest.mark.thorough
@given(st.text(max_size=200) | st.from_regex(r"[SP]1(\.[0-9a-f-]{1,40}){1,6}", fullmatch=True))
def test_nothing_but_what_was_signed_is_a_code(text: str):
    assert read(text, OURS) is None


@pytest.mark.thorough
@given(st.uuids().map(str), st.integers(0, 999_999), st.none() | st.integers(0, 10**9 - 1), st.integers(0, 10**9 - 1))
def test_a_code_is_read_as_it_was_made(card_id: str, epoch: int, minute: int | None, turn: int):
    made = Code(card_id, epoch, minute, 0 if minute is None else turn)
    assert read(made.signed(OURS), OURS) == made


def test_the_seconds_of_a_minute_run_down_from_60_to_1():
    assert [seconds_left(NOON + timedelta(seconds=s)) for s in (0, 1, 59, 60)] == [60, 59, 1, 60]

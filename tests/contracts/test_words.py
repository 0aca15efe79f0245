"""What a person reads of a refusal: states and kinds in their language, times by the venue's clock."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path
from typing import get_args

import pytest

from shared.contracts import DayRange, NotAllowed
from shared.contracts.booking import BookingOver, RoomOccupiedThen
from shared.contracts.cards import ChangeNotPossible, VisitCapNear, VisitCapReached
from shared.contracts.words import CHINESE, Reader

ROOT = Path(__file__).parent.parent.parent
HAN = re.compile("[一-鿿]")
NINE = datetime(2026, 11, 25, 9, 18, 44, tzinfo=UTC)
SPOKEN = {
    "cards.number": ("NumberKind",),
    "cards.replacement": ("WhyReplaced",),
    "cards.lot": ("LotKind",),
    "cards.auto_renewal": ("Cause",),
    "cards.terms": ("ProductKind", "NoticeEnd"),
    "finance.price": ("Purpose",),
    "members.agreement": ("AgreementKind",),
    "members.document": ("DocumentKind",),
    "members.body": ("MeasureKind",),
    "members.plan": ("PlanKind",),
    "members.life": ("Channel",),
}
"""Kinds that stand in the words of a refusal, or of an explanation."""


def test_a_chinese_reader_is_told_a_state_in_chinese_and_an_english_one_without_underscores():
    over = BookingOver(booking_id="b", status_now="cancelled")
    assert over.text(over.says, "zh") == "该预约已取消。"
    assert over.text(over.says, "en") == "This booking is cancelled."
    kinds = ChangeNotPossible(card_id="c", kind="term", other="stored_value")
    assert "储值卡" in kinds.text(kinds.says, "zh") and "stored value" in kinds.text(kinds.says, "en")


@pytest.mark.parametrize(("module", "kinds"), SPOKEN.items())
def test_every_kind_that_a_refusal_names_has_a_chinese_word(module: str, kinds: tuple[str, ...]):
    for kind in kinds:
        values = set(get_args(getattr(import_module(f"shared.contracts.{module}"), kind)))
        assert values and values <= CHINESE.keys(), kind


def test_what_has_no_end_is_told_so_and_not_by_the_last_day_of_the_calendar():
    words = "{kind} {valid.until}"
    facts = {"kind": "term", "valid": DayRange(date(2026, 1, 1), date.max)}
    assert [Reader(language).vformat(words, (), facts) for language in ("en", "zh")] == ["term no end", "期限卡 长期"]


def test_every_state_that_a_refusal_names_has_a_chinese_word():
    booking = {"waiting", "reserved", "confirmed", "attended", "missed", "cancelled", "released", "unserved", "started"}
    assert booking | {"open", "approved", "declined", "lapsed"} <= CHINESE.keys()


def test_every_ground_on_which_somebody_is_not_allowed_is_told_in_both_languages():
    source = "".join(p.read_text() for p in ROOT.glob("s*/**/*.py"))
    grounds = set(re.findall(r'NotAllowed\(why="([^"]+)"', source))
    proofs = {f"the proof of identity {why}" for why in re.findall(r'not_valid\("([^"]+)"', source)}
    assert len(grounds) >= 8 and len(proofs) >= 5
    for why in grounds | proofs:
        no = NotAllowed(why=why)
        assert HAN.search(no.text(no.says, "zh").removeprefix("没有权限")), why
        assert not HAN.search(no.text(no.says, "en")), why


def test_times_are_read_by_the_clock_of_the_venue_where_it_is_known():
    taken = RoomOccupiedThen(room_id="r", session_id="s", starts_at=NINE, ends_at=NINE, zone="Asia/Shanghai")
    assert taken.text(taken.says) == "The room is taken from 2026-11-25 17:18 to 2026-11-25 17:18."
    assert Reader("zh").vformat("{at}", (), {"at": NINE}) == "2026-11-25 09:18 UTC"


def test_a_cap_of_one_day_does_not_speak_of_one_days():
    facts = {"most": 2, "days": 1, "again": NINE.date()}
    for no in (VisitCapNear(**facts, visits_left=1), VisitCapReached(**facts)):
        assert "days" not in no.text(no.says) and "2026-11-25" in no.text(no.says)

"""Bo comes as the guest of Wei: the words of guest passes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from services.cards.guests.letting_in import GUESTS_AT_GATE
from services.cards.guests.setting_aside import GUEST_PASSES
from shared.contracts import DayRange, Reason, Refusal
from shared.contracts.cards import (
    AdmitGuest,
    CardCancelledAfterRefund,
    CardIssued,
    GuestAdmitted,
    GuestPassHeld,
    GuestPassNotHeld,
    GuestRefused,
    GuestRules,
    HoldGuestPass,
)
from tests.cards.examples import (
    CARD,
    MONTH,
    NOON,
    ORDER,
    PRODUCT,
    PUDONG,
    TODAY,
    WEI,
    gate_opened,
    granted,
    january,
    month_card,
    swipe_id,
)
from tests.scenario import Scenario

BO = "00000000-0000-4000-8000-0000000000b1"
PASS = "00000000-0000-4000-8000-0000000000b2"
LOT = "00000000-0000-4000-8000-0000000000b3"


def pass_id(n: int) -> str:
    return f"00000000-0000-4000-8001-{n:012d}"


def with_passes(passes: int, months: int = 1, **rules: object) -> CardIssued:
    """A card of so many months from 1 January with guest passes."""
    until = date(2025 + months // 12, 1 + months % 12, 1)
    terms = replace(MONTH, months=months, guest_passes=passes, guests=GuestRules(**rules))  # type: ignore[arg-type]
    return replace(month_card, terms=terms, valid=DayRange(date(2025, 1, 1), until))


two = with_passes(2)
monthly = with_passes(2, 12, period="month")
hold = HoldGuestPass(pass_id=PASS, guest_id=BO, card_id=CARD, member_id=WEI, venue_id=PUDONG, day=TODAY)
held = GuestPassHeld(**vars(hold), lot_id=CARD, period=month_card.valid, passes_left=1)
over = CardCancelledAfterRefund(card_id=CARD, member_id=WEI, order_id=ORDER)
card = Scenario(GUEST_PASSES).at(january(2))


def other(n: int, day: date = TODAY) -> HoldGuestPass:
    return replace(hold, pass_id=pass_id(n), day=day)


def kept(n: int, day: date = TODAY) -> GuestPassHeld:
    return replace(held, pass_id=pass_id(n), day=day)


def not_held(no: Refusal, wish: HoldGuestPass = hold) -> GuestPassNotHeld:
    asked = {name: value for name, value in vars(wish).items() if name not in ("to_sign", "by_level")}
    return GuestPassNotHeld(**asked, reason=Reason.of(no))


admit = AdmitGuest(swipe_id=swipe_id(5), card_id=CARD, pass_id=PASS, venue_id=PUDONG)
at_gate = {
    "swipe_id": swipe_id(5),
    "pass_id": PASS,
    "guest_id": BO,
    "card_id": CARD,
    "member_id": WEI,
    "venue_id": PUDONG,
    "day": TODAY,
    "at": NOON,
}
admitted = GuestAdmitted(**at_gate, lot_id=CARD, product_id=PRODUCT, order_id=ORDER)
gate = Scenario(GUESTS_AT_GATE).given(gate_opened).at(NOON)
inside = replace(granted, at=january(8, 3))


def refused(no: Refusal, **other: object) -> GuestRefused:
    return replace(GuestRefused(**at_gate, reason=Reason.of(no)), **other)

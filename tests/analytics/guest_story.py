"""Guests on passes, companies' people, and cards that are shared: for reports and for `story.life`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from random import Random
from typing import Any

from shared.contracts import DayRange, Event, Reason
from shared.contracts.cards import (
    GuestAdmitted,
    GuestLeft,
    GuestPassHeld,
    GuestPassNotHeld,
    GuestPassReleased,
    GuestPassWithdrawn,
    GuestRefused,
    HolderAdded,
    HolderRemoved,
)
from shared.contracts.members import PartnerAgreed, PartnerJoined, PartnerLeft
from shared.ids import derived_id

DAY, AT = date(2026, 3, 2), datetime(2026, 3, 2, 6, tzinfo=UTC)
PERIOD = DayRange(date(2026, 3, 1), date(2026, 4, 1))
NO = Reason(code="NoGuestPassLeft", facts={})
ACME = derived_id("acme")


class Guest:
    """The events of one pass, by which a member brings a guest."""

    def __init__(self, name: str, card: str, member: str, venue: str, day: date = DAY) -> None:
        self.ids: dict[str, Any] = {"pass_id": derived_id("pass", name), "card_id": card, "member_id": member}
        self.there = self.ids | {"guest_id": derived_id("guest", name), "venue_id": venue}
        self.day = day

    def held(self) -> GuestPassHeld:
        return GuestPassHeld(day=self.day, lot_id=derived_id("lot"), period=PERIOD, passes_left=1, **self.there)

    def not_held(self) -> GuestPassNotHeld:
        return GuestPassNotHeld(day=self.day, reason=NO, **self.there)

    def admitted(self, at: datetime = AT) -> GuestAdmitted:
        return GuestAdmitted(
            swipe_id=derived_id("in", self.ids["pass_id"]), day=self.day, at=at, lot_id=derived_id("lot"),
            product_id=derived_id("product"), order_id=None, **self.there,
        )  # fmt: skip

    def refused(self, at: datetime = AT) -> GuestRefused:
        return GuestRefused(
            swipe_id=derived_id("no", self.ids["pass_id"]), day=self.day, at=at, reason=NO, **self.there
        )

    def left(self, at: datetime = AT) -> GuestLeft:
        return GuestLeft(swipe_id=derived_id("out", self.ids["pass_id"]), at=at, **self.there)

    def released(self) -> GuestPassReleased:
        return GuestPassReleased(**self.ids)

    def withdrawn(self) -> GuestPassWithdrawn:
        return GuestPassWithdrawn(guest_id=self.there["guest_id"], day=self.day, reason=NO, **self.ids)


def agreed(name: str = "Acme", until: date = date(2027, 1, 1)) -> PartnerAgreed:
    return PartnerAgreed(
        agreement_id=ACME, partner=name, partner_zh="甲公司", from_day=date(2026, 1, 1), until=until, venues=None,
        most_people=None, domains=(),
    )  # fmt: skip


def belongs(member: str, day: date = DAY) -> PartnerJoined:
    return PartnerJoined(agreement_id=ACME, member_id=member, by="phone", sign="x", from_day=day)


def parted(member: str, day: date = DAY) -> PartnerLeft:
    return PartnerLeft(agreement_id=ACME, member_id=member, from_day=day, because="left")


def shares(card: str, owner: str, who: str) -> HolderAdded:
    return HolderAdded(card_id=card, member_id=owner, holder_id=who)


def shares_no_more(card: str, owner: str, who: str) -> HolderRemoved:
    return HolderRemoved(card_id=card, member_id=owner, holder_id=who)


def any_guest(chance: Random, member: str, other: str, card: str, venue: str) -> Iterator[Event]:
    guest = Guest(member, card, member, venue)
    lives: list[list[Event]] = [
        [guest.held(), guest.refused(), guest.admitted(), guest.left()],
        [guest.held(), guest.released()],
        [guest.held(), guest.withdrawn()],
        [guest.not_held(), agreed("Acme & Co")],
        [belongs(member), parted(member), belongs(member)],
        [shares(card, member, other), shares_no_more(card, member, other), shares(card, member, other)],
    ]
    yield from chance.choice(lives)

"""Who sold, who paid, what was taken off, and who was in which area: for reports and for `story.life`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

from shared.contracts import Event, Money, Reason
from shared.contracts.cards import AreaEntered, AreaLeft, AreaRefused
from shared.contracts.finance import (
    Discount,
    OrderPaid,
    OrderPlaced,
    OrderRefunded,
    PartnerPart,
    PaymentReceived,
    PaymentShare,
    PricedLine,
    UnusedCredited,
)
from shared.contracts.members.rights import GrantedRight
from shared.contracts.samples import sample
from shared.ids import derived_id
from tests.analytics.guest_story import ACME

DAY, AT = date(2026, 3, 2), datetime(2026, 3, 2, 6, tzinfo=UTC)
CLUB = derived_id("club card")


class Sale:
    """The events of one order of one line."""

    def __init__(self, name: str, member: str, venue: str, total: Money, day: date = DAY, payer: str | None = None):
        self.name, self.total, self.day = name, total, day
        self.ids = {"order_id": derived_id("sale", name), "member_id": member, "venue_id": venue, "day": day}
        self.payer = {"payer_id": payer}

    def line(self, discount: int = 0, offer: str | None = None, employer: int | None = None) -> PricedLine:
        """So much less by the level gold; or the company's part."""
        by = GrantedRight(right="discount", value=100, level="gold", ladder=1)
        taken = Discount(amount=self.of(discount), by=by, offer_id=offer) if discount else None
        part = (
            None if employer is None else PartnerPart(agreement_id=ACME, listed=self.total, employer=self.of(employer))
        )
        return PricedLine(
            product_id=CLUB, title="Club", kind="card", quantity=1, price=self.total, total=self.total, tax=self.of(0),
            prepaid=True, discount=taken, partner=part,
        )  # fmt: skip

    def of(self, amount: int) -> Money:
        return Money(amount, self.total.currency)

    def share(self, method: str, amount: int) -> PaymentShare:
        return PaymentShare(payment_id=derived_id(self.name, method), method=method, amount=self.of(amount))  # type: ignore[arg-type]

    def placed(self) -> OrderPlaced:
        return OrderPlaced(zone="UTC", lines=(self.line(),), total=self.total, **self.ids, **self.payer)

    def paid(self, discount: int = 0, offer: str | None = None, employer: int | None = None) -> OrderPaid:
        lines = (self.line(discount, offer, employer),)
        return OrderPaid(lines=lines, total=self.total, **self.ids, **self.payer)

    def received(self, amount: int, method: str = "cash") -> PaymentReceived:
        payer = {} if method == "partner" else self.payer
        key = derived_id("received", self.name, method, amount)
        return PaymentReceived(payment_id=key, amount=self.of(amount), method=method, **self.ids, **payer)  # type: ignore[arg-type]

    def refunded(self, amount: int, employer: int = 0, day: date | None = None) -> OrderRefunded:
        """`employer` of it goes back to the company."""
        ways = [("cash", amount - employer), ("partner", employer)]
        shares = tuple(self.share(way, part) for way, part in ways if part)
        return OrderRefunded(
            refund_id=derived_id("back", self.name), amount=self.of(amount), refunded=self.of(amount), total=self.total,
            lines=(self.line(),), returned_by=shares, **{**self.ids, "day": day or self.day}, **self.payer,
        )  # fmt: skip

    def credited(self, employer: int, day: date) -> UnusedCredited:
        """The card was changed for a cheaper one: so much is the company's again."""
        fixed = {**self.ids, "day": day}
        credit = replace(sample(UnusedCredited), credit_id=derived_id("credit", self.name), **fixed)
        return replace(
            credit, product_id=CLUB, amount=self.of(2 * employer), returned_by=(self.share("partner", employer),)
        )


class Area:
    """The events of a card at the gate of an area."""

    def __init__(self, card: str, member: str, venue: str, area: str = "pool") -> None:
        self.ids = {"card_id": card, "member_id": member, "venue_id": venue, "area": area}

    def entered(self, at: datetime) -> AreaEntered:
        return AreaEntered(swipe_id=derived_id("area", at), day=at.date(), at=at, **self.ids)

    def left(self, at: datetime) -> AreaLeft:
        return AreaLeft(swipe_id=derived_id("area", at), at=at, **self.ids)

    def refused(self, at: datetime, code: str = "AreaFull") -> AreaRefused:
        reason = Reason(code=code, facts={})
        return AreaRefused(swipe_id=derived_id("area", at), day=at.date(), at=at, reason=reason, **self.ids)


def tell_shop(
    tell: Callable[[Event, datetime], None], chance: Random, members: Sequence[str], venues: Sequence[str]
) -> None:
    """Placed and not paid, so that the income is that of the rest of the story."""
    for n, member in enumerate(members):
        venue = chance.choice(list(venues))
        sale = Sale(
            f"s{n}", member, venue, Money(chance.randint(1, 9_999), "CNY"), payer=chance.choice([None, *members])
        )
        area = Area(derived_id("card", member), member, venue, chance.choice(["pool", "wall"]))
        events = [sale.placed(), sale.credited(chance.randint(1, 99), DAY)]
        events += [
            area.refused(AT),
            area.entered(AT + timedelta(minutes=n)),
            area.left(AT + timedelta(hours=1, minutes=n)),
        ]
        for event in events:
            tell(event, AT + timedelta(minutes=chance.randint(-500, 500)))

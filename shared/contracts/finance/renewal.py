"""Renewals that are charged by themselves."""

from __future__ import annotations

from typing import Literal

from shared.contracts import SERVICE, Command, Day, DayRange, Event, Id, Money
from shared.contracts.finance.card import CardNotKnown
from shared.contracts.finance.till import TillNotOpen


class ChargeRenewal(Command, by=(SERVICE,), refuses=(TillNotOpen, CardNotKnown)):
    """A card renews by itself: place the order of its period, if there is none yet, and ask the provider for the money.

    Never more than `most`; one `payment_id` an attempt; an order that is paid is charged no more. It is due on the first
    day of its `period` (None: of an older release, and never a debt). The price is less by `off_days` of `of_days`;
    the days rested among them are `off` (None: of an older release).
    Who agreed to pay for the member pays it, as long as that holds.
    """

    order_id: Id
    payment_id: Id
    card_id: Id
    member_id: Id
    product_id: Id
    venue_id: Id
    most: Money
    period: Day | None = None
    off_days: int = 0
    of_days: int = 0
    off: tuple[DayRange, ...] | None = None


class ChargeFreezeFee(Command, by=(SERVICE,), refuses=(TillNotOpen, CardNotKnown)):
    """A card rests for a fee: place its order, on account and due on `day`; at the price listed, else at `fee`.

    Who agreed to pay for the member pays it.
    """

    order_id: Id
    card_id: Id
    member_id: Id
    product_id: Id
    venue_id: Id
    fee: Money
    day: Day


class RenewalNotCharged(Event, stream="order-{order_id}", unreported="said elsewhere"):
    """Nothing was asked of the provider: the price is above what was agreed, there is none, its payer pays no more, or charging is stopped."""

    order_id: Id
    payment_id: Id
    card_id: Id
    cause: Literal["over_limit", "no_price", "payer_ended", "stopped"]

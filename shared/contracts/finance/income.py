"""Income: a prepaid part that was used turns from a liability into income."""

from __future__ import annotations

from shared.contracts import SERVICE, Command, Day, Event, Id, Money
from shared.contracts.finance.order import OrderNotPlaced
from shared.contracts.finance.price import IncomeKind


class RecogniseIncome(Command, by=(SERVICE,), refuses=(OrderNotPlaced,)):
    """A prepaid part was used (a visit of a pack): it turns from a liability into income of the venue that served.

    `amount` is the part of the price paid that was used up, tax included. `use_id` counts once.
    """

    order_id: Id
    use_id: Id
    product_id: Id
    venue_id: Id
    day: Day
    amount: Money


class TakeBackIncome(Command, by=(SERVICE,), refuses=(OrderNotPlaced,)):
    """What was used can be used again (the venue cancelled): its income turns back into the liability.

    `use_id` is the one under which it was recognised; it is taken back once.
    """

    order_id: Id
    use_id: Id
    day: Day


class IncomeTakenBack(Event, stream="order-{order_id}", unreported="said elsewhere"):
    """A use that was income is a liability again, in the books where it had become income."""

    order_id: Id
    use_id: Id
    product_id: Id
    kind: IncomeKind
    venue_id: Id
    day: Day
    amount: Money
    net: Money
    member_id: Id | None = None


class IncomeRecognised(Event, stream="order-{order_id}", unreported="said elsewhere"):
    """A prepaid part became income of `venue_id`: `amount` as paid, `net` without the tax that was booked at the sale."""

    order_id: Id
    use_id: Id
    product_id: Id
    kind: IncomeKind
    venue_id: Id
    day: Day
    amount: Money
    net: Money
    member_id: Id | None = None

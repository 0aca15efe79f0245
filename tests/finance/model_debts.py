"""What a member owes, when it is told, and when it shuts doors, by the rules alone (README of finance; rule 42).

A debt is told when it is past its day; it counts from the day on which the policy of that day says so, and never before
a bank that was asked could have answered. What is paid, written off or not renewed counts no more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from shared.contracts import Refusal
from shared.contracts import finance as f
from tests.machine import Answer, Told, told

ZONE = ZoneInfo("Asia/Shanghai")
AHEAD = 400  # days within which any debt shuts doors, if it ever does


@dataclass
class Debt:
    """`left` in minor units of `currency`."""

    left: int
    currency: str
    due: date
    asked: date | None
    venue_id: str
    cause: str
    card_id: str | None


@dataclass
class Owing:
    """One member's debts by order, in the order in which they came, and the last word about them."""

    debts: dict[str, Debt] = field(default_factory=dict)
    written_off: set[str] = field(default_factory=set)
    last: Told | None = None

    def open(self) -> list[Debt]:
        return [debt for order_id, debt in self.debts.items() if debt.left and order_id not in self.written_off]


@dataclass
class DebtsModel:
    policies: list[f.PublishDebtPolicy] = field(default_factory=list)
    members: dict[str, Owing] = field(default_factory=dict)
    payers: dict[str, set[str]] = field(default_factory=dict)

    def of(self, member_id: str) -> Owing:
        return self.members.setdefault(member_id, Owing())

    # --- policies ---

    def publish(self, wish: f.PublishDebtPolicy, today: date) -> Answer:
        possible = wish.least.amount >= 1 and 1 <= wish.days <= 366 and 0 <= wish.bank_days <= 30
        against: set[type[Refusal]] = set() if possible else {f.DebtPolicyOutOfRange}
        of_day = [
            p for p in self.policies if (p.least.currency, p.valid_from) == (wish.least.currency, wish.valid_from)
        ]
        if possible and of_day[-1:] == [wish]:
            return []
        if wish.valid_from < today:
            against.add(f.DebtPolicyDated)
        if against:
            return against
        self.policies.append(wish)
        return [told(f.DebtPolicyPublished, **vars(wish))]

    def binding(self, currency: str, day: date) -> f.PublishDebtPolicy | None:
        """The newest day binds; of one day, what was published last."""
        found = None
        for policy in self.policies:
            if policy.least.currency == currency and policy.valid_from <= day:
                found = policy if found is None or policy.valid_from >= found.valid_from else found
        return found

    def shut(self, debts: list[Debt], day: date) -> f.PublishDebtPolicy | None:
        """The policy by which these debts, of one currency, shut doors on a day."""
        policy = self.binding(debts[0].currency, day)
        if policy is None:
            return None
        counted = [debt.left for debt in debts if counts_from(debt, policy) <= day]
        return policy if counted and sum(counted) >= policy.least.amount else None

    # --- debts ---

    def note(self, wish: f.NoteDebt) -> Answer:
        """What an order tells once stays; `left` and whether the bank was asked change."""
        owing = self.of(wish.member_id)
        known = owing.debts.get(wish.order_id)
        if known is None:
            if wish.due_day is None or wish.venue_id is None or wish.cause is None:
                return []
            figures = (wish.left.amount, wish.left.currency, wish.due_day, wish.asked_on)
            owing.debts[wish.order_id] = Debt(*figures, wish.venue_id, wish.cause, wish.card_id)
        elif (known.left, known.asked) == (wish.left.amount, wish.asked_on):
            return []
        else:
            known.left, known.asked = wish.left.amount, wish.asked_on
        return [told(f.DebtNoted, order_id=wish.order_id, left=wish.left, due_day=owing.debts[wish.order_id].due)]

    def write_off(self, wish: f.WriteOffDebt) -> Answer:
        owing = self.of(wish.member_id)
        debt = owing.debts.get(wish.order_id)
        if wish.order_id in owing.written_off:
            return []
        if debt is None or not debt.left:
            return {f.DebtUnknown}
        if debt.venue_id != wish.venue_id:
            return {f.OrderOfAnotherVenue}
        owing.written_off.add(wish.order_id)
        return [told(f.DebtWrittenOff, order_id=wish.order_id, why="by_hand", reason=wish.reason)]

    def drop(self, wish: f.DropRenewalDebts) -> Answer:
        """Of the card's member and whoever ever paid for them; an order named is dropped before it is known, too."""
        known = [wish.member_id, *self.payers.get(wish.member_id, ())]
        found: list[Told] = []
        for member_id, order_id in list(self.dropped(wish, known)):
            self.of(member_id).written_off.add(order_id)
            found.append(told(f.DebtWrittenOff, member_id=member_id, order_id=order_id, why="not_renewed"))
        return found

    def dropped(self, wish: f.DropRenewalDebts, known: list[str]) -> Iterator[tuple[str, str]]:
        off = {order_id for member_id in known for order_id in self.of(member_id).written_off}
        owed = [(who, order_id, debt) for who in known for order_id, debt in self.of(who).debts.items()]
        if wish.order_id:
            who = [who for who, order_id, _ in owed if order_id == wish.order_id]
            yield from [] if wish.order_id in off else [(who[-1] if who else wish.member_id, wish.order_id)]
            return
        for member_id, order_id, debt in owed:
            mine = debt.left and debt.cause == "renewal" and debt.card_id == wish.card_id
            if mine and order_id not in off and order_id != wish.paid_by:
                yield member_id, order_id

    def review(self, member_id: str, now: datetime) -> Answer:
        """The last word, if it is another one; and when to look again, as long as something is owed."""
        owing, today = self.of(member_id), now.astimezone(ZONE).date()
        says = self.standing(member_id, owing, today)
        news = says != owing.last and not (owing.last is None and says.type is f.DebtSettled)
        owing.last = says if news else owing.last
        days = [max(debt.due + timedelta(days=1), today + timedelta(days=1)) for debt in owing.open()]
        asleep = [told(f.DebtsReviewed, wake_at=datetime.combine(min(days), time(), ZONE))] if days else []
        return [says, *asleep] if news else list(asleep)

    def standing(self, member_id: str, owing: Owing, today: date) -> Told:
        past = [debt for debt in owing.open() if debt.due < today]
        groups = [[d for d in past if d.currency == currency] for currency in dict.fromkeys(d.currency for d in past)]
        for debts in groups:
            if policy := self.shut(debts, today):
                return told(f.DebtOverdue, **figures(debts), least=policy.least, days=policy.days)
        if not past:
            return told(f.DebtSettled, member_id=member_id)
        debts = min(groups, key=lambda group: min(debt.due for debt in group))
        ahead = (today + timedelta(days=n) for n in range(1, AHEAD))
        return told(
            f.DebtFellDue, **figures(debts), blocks_on=next((day for day in ahead if self.shut(debts, day)), None)
        )


def counts_from(debt: Debt, policy: f.PublishDebtPolicy) -> date:
    late, day, left = debt.due + timedelta(days=policy.days), debt.asked, policy.bank_days
    while day and left:
        day += timedelta(days=1)
        left -= day.weekday() < 5
    return max(late, day) if day else late


def figures(debts: list[Debt]) -> dict[str, object]:
    amount = f.Money(sum(debt.left for debt in debts), debts[0].currency)
    return {"amount": amount, "since": min(debt.due for debt in debts)}

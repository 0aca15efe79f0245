"""Warnings: what the gate says while it still opens, before it has to say no. Each is a reason with its remedy.

They are typed as refusals are, with their facts and both languages, since each names a refusal that is near; an entry
carries them as values.
"""

from __future__ import annotations

from shared.contracts import Day, Money, Refusal, Text


class CardEndsSoon(Refusal):
    """The card's last days, as many as its terms warn of; said where nobody has agreed to an automatic renewal."""

    valid_until: Day
    days_left: int
    says = Text(
        "This card ends before {valid_until}, in {days_left} days.", "此卡剩余 {days_left} 天，{valid_until} 前到期。"
    )
    remedy = Text("Renew the card.", "请办理续卡。")


class LeavesSoon(Refusal):
    """The card's last days by the notice that its member gave."""

    valid_until: Day
    days_left: int
    says = Text(
        "By its notice this card ends before {valid_until}, in {days_left} days.",
        "按终止通知，此卡剩余 {days_left} 天，{valid_until} 前结束。",
    )
    remedy = Text("Who wants to stay withdraws the notice.", "如需继续，请撤回终止通知。")


class DebtShutsSoon(Refusal):
    """The member owes something past its day; from `blocks_on` (None: no day is set) it shuts every door."""

    amount: Money
    since: Day
    blocks_on: Day | None
    says = Text("{amount} is owed since {since}.", "自 {since} 起欠费 {amount}。")
    remedy = Text("Take the payment; the day on which doors shut: {blocks_on}.", "请提醒付款；停用日：{blocks_on}。")


class RenewalOffered(Refusal):
    """The card ends soon, and renewed from today up to, not including, `offered_until` it costs less.

    `price` is the offer; `per_mille`, where that is None, its part of what the card is sold for.
    """

    valid_until: Day
    days_left: int
    price: Money | None = None
    per_mille: int | None = None
    offer: str
    offered_until: Day
    says = Text(
        "This card ends before {valid_until}, in {days_left} days.", "此卡剩余 {days_left} 天，{valid_until} 前到期。"
    )
    remedy = Text("Renew it before {offered_until} at {offer}.", "请于 {offered_until} 前续卡，优惠价 {offer}。")


class VisitsRunLow(Refusal):
    """So few visits are left on the card, after this one, as its terms warn of."""

    visits_left: int
    says = Text("Visits left on this card: {visits_left}.", "此卡剩余 {visits_left} 次。")
    remedy = Text("Sell another pack of visits.", "请续购次数。")


class BalanceRunsLow(Refusal):
    """The balance, after this visit, pays no more visits than the terms warn of."""

    balance: Money
    needed: Money
    says = Text("The balance is {balance}; a visit costs {needed}.", "余额 {balance}，单次需 {needed}。")
    remedy = Text("Top the card up.", "请充值。")


class FreezeBeginsSoon(Refusal):
    """From tomorrow on the card rests and opens no door."""

    first_day: Day
    until: Day
    says = Text("This card is frozen from {first_day} until {until}.", "此卡将自 {first_day} 起冻结至 {until}。")
    remedy = Text("Call the freeze off if the member wants to come.", "如需入场，可取消冻结。")


class RestedCapNear(Refusal):
    """Of a week of which the card rests some days it pays so much fewer visits; at most one more is left."""

    most: int
    of: int
    rested: int
    visits_left: int
    again: Day
    says = Text(
        "The card rests {rested} days of this week: visits left before {again}: {visits_left} of {most} (else {of}).",
        "此卡本周冻结 {rested} 天：{again} 前剩余 {visits_left} 次，本周 {most} 次（平时 {of} 次）。",
    )
    remedy = Text("The count begins anew on {again}.", "{again} 起重新计算。")


class VisitCapNear(Refusal):
    """At most one visit more is paid within these days, counted with this one."""

    most: int
    days: int
    visits_left: int
    again: Day
    says = Text(
        "Visits left before {again}: {visits_left} of {most}.",
        "{again} 前的 {most} 次中剩余 {visits_left} 次。",
    )
    remedy = Text("The count begins anew on {again}.", "{again} 起重新计算。")

"""What a notice that stands, or that has ended a card, stands in the way of."""

from __future__ import annotations

from shared.contracts import Day, Refusal, Text


class NoticeNeeded(Refusal):
    """Where a card's terms ask for notice, its automatic renewal ends by that, not from one day to the next."""

    days: int
    says = Text("Ending this card takes {days} days of notice.", "终止此卡须提前 {days} 天通知。")
    remedy = Text(
        "Give notice; ask first which charges still fall within it.", "请提交终止通知，并先查询通知期内的扣款。"
    )


class NoticeStands(Refusal):
    """A card that its member is leaving takes nothing on that would outlast the notice."""

    last_day: Day
    says = Text("Notice was given for this card, to {last_day}.", "此卡已申请终止，通知期至 {last_day}。")
    remedy = Text("Withdraw the notice first.", "请先撤回终止通知。")


class CardGivenUp(Refusal):
    """A card that ended by its notice before what was paid is over for good."""

    valid_until: Day
    says = Text("This card ended by notice before {valid_until}.", "此卡已按终止通知于 {valid_until} 前结束。")
    remedy = Text("Sell a new card.", "请办理新卡。")

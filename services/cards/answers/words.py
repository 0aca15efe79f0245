"""What each event of a card says to a person, in both languages; `{fact}` is filled in from the event. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from shared.contracts import Event, Reason, Text
from shared.contracts.words import Reader

WORDS: Mapping[str, Text] = {
    "CardIssued": Text("{kind}: valid {valid.first} to {valid.until}", "{kind}：有效期 {valid.first} 至 {valid.until}"),
    "CardActivated": Text("begun on {first_day}", "自 {first_day} 起启用"),
    "LotGranted": Text(
        "{lot.kind}: one lot more, {lot.valid.first} to {lot.valid.until}",
        "增加一笔（{lot.kind}），{lot.valid.first} 至 {lot.valid.until}",
    ),
    "LotNotGranted": Text("paid for, but not granted: {reason}", "已付款但未发放：{reason}"),
    "LotWithdrawn": Text("a lot was refunded and taken back", "一笔已退款并收回"),
    "LotPriceReturned": Text("{amount} of its price went back", "退回部分价款 {amount}"),
    "GiftPointsGranted": Text("{points} points given with a renewal", "续费赠送 {points} 积分"),
    "GiftPointsWithdrawn": Text("{points} points given with a renewal taken back", "收回续费赠送的 {points} 积分"),
    "LotShortened": Text(
        "an order that had paid a part of it was refunded: {days} days less, valid until {valid_until}",
        "其中一笔已付款项退回：减少 {days} 天，有效至 {valid_until}",
    ),
    "CardCutShort": Text(
        "a partner's lots end by {stops_on}; valid until {valid_until}", "企业卡至 {stops_on} 止，有效至 {valid_until}"
    ),
    "DaysGiven": Text("{days} days given: {reason}", "赠送 {days} 天：{reason}"),
    "ExtensionRequested": Text("{days} days applied for: {reason}", "申请延期 {days} 天：{reason}"),
    "TransferRequested": Text("transfer applied for: {reason}", "申请转让：{reason}"),
    "LateFreezeRequested": Text(
        "a freeze {rest.first} to {rest.until} applied for afterwards: {reason}",
        "补办冻结 {rest.first} 至 {rest.until}：{reason}",
    ),
    "ApplicationApproved": Text("application approved by {approved_by}", "申请由 {approved_by} 批准"),
    "ApplicationDeclined": Text("application declined: {reason}", "申请被拒绝：{reason}"),
    "ApplicationLapsed": Text("application lapsed", "申请已失效"),
    "CardTransferred": Text("passed on to {to_member_id}", "转让给 {to_member_id}"),
    "ChangeQuoted": Text("{direction} worked out: {credit} credited", "已试算变更（{direction}）：抵扣 {credit}"),
    "ProductChanged": Text("{direction} to another product, {paid} paid", "已更换卡种（{direction}），补款 {paid}"),
    "ChangePlanned": Text(
        "{direction} planned when what is paid ends, as it stands on {begins}",
        "已预约到期变更（{direction}），现定 {begins}",
    ),
    "PlannedChangeWithdrawn": Text("the planned change is not made, by {by}", "已撤销预约的变更（{by}）"),
    "PlannedChangeMade": Text("{direction}: another product from {begins} on", "{direction}：自 {begins} 起为新卡种"),
    "CardWatched": Text("looked at; nothing more is due before {wake_at}", "已检查，{wake_at} 前无待办"),
    "CardExpiring": Text("a reminder: {days_left} days are left", "到期提醒：剩余 {days_left} 天"),
    "CardEnded": Text("over since {valid_until}", "已于 {valid_until} 到期"),
    "AutoRenewalAgreed": Text("automatic renewal agreed, at most {most}", "已签约自动续费，每次不超过 {most}"),
    "AutoRenewalWithdrawn": Text("automatic renewal withdrawn", "已取消自动续费"),
    "AutoRenewalLapsed": Text("automatic renewal given up", "自动续费已终止"),
    "RenewalDue": Text("renewal of {period} charged, attempt {attempt}", "{period} 期续费扣款，第 {attempt} 次"),
    "RenewalFailed": Text("attempt {attempt} failed: {cause}", "第 {attempt} 次扣款失败：{cause}"),
    "NoticeGiven": Text(
        "notice given to the end of the {ends}, running to {last_day}: {reason}",
        "申请终止（{ends}），通知期至 {last_day}：{reason}",
    ),
    "NoticeWithdrawn": Text("notice withdrawn, by {by}", "已撤回终止通知（{by}）"),
    "MembershipEnded": Text("ended by notice, until {valid_until}", "已按终止通知结束，至 {valid_until}"),
    "EntryGranted": Text("entry at {at} used {visits_used} visits", "{at} 入场，使用 {visits_used} 次"),
    "EntryRefused": Text("entry at {at} refused: {reason}", "{at} 入场被拒：{reason}"),
    "EntryOverridden": Text("let in by {clerk_id} against: {reason}", "由 {clerk_id} 放行，不符：{reason}"),
    "AreaEntered": Text("into {area} at {at}", "{at} 进入 {area}"),
    "AreaRefused": Text("into {area} at {at} refused: {reason}", "{at} 进入 {area} 被拒：{reason}"),
    "AreaLeft": Text("out of {area} at {at}", "{at} 离开 {area}"),
    "ExitRecorded": Text("left at {at}", "{at} 离场"),
    "CardFrozen": Text("frozen {rest.first} to {rest.until}", "冻结 {rest.first} 至 {rest.until}"),
    "FreezeEnded": Text(
        "freeze ended after {rested_days} days, until {valid_until}", "冻结 {rested_days} 天后结束，至 {valid_until}"
    ),
    "ClosureCounted": Text(
        "closed {closure.days.first} to {closure.days.until}: {moved_days} days later, until {valid_until}",
        "闭馆 {closure.days.first} 至 {closure.days.until}：顺延 {moved_days} 天，至 {valid_until}",
    ),
    "MembershipRestCounted": Text(
        "rests with the membership {rest.first} to {rest.until}: {moved_days} days later, until {valid_until}",
        "随会籍冻结 {rest.first} 至 {rest.until}：顺延 {moved_days} 天，至 {valid_until}",
    ),
    "FreezeFeeDue": Text("freeze fee of {day}: {fee}", "{day} 冻结费 {fee}"),
    "CardReportedLost": Text("reported lost", "已挂失"),
    "ReplacementRequested": Text("replacement asked for: {reason}", "申请补卡：{reason}"),
    "ReplacementWithdrawn": Text("replacement no longer needed", "补卡已撤销"),
    "ReplacementNotMade": Text("replacement paid, but not made: {reason}", "补卡已付费但未办理：{reason}"),
    "CardReplaced": Text("replaced: {number} instead of {former}", "已补卡：{former} 换为 {number}"),
    "NumberBound": Text("{kind} {number} bound", "已绑定 {kind} {number}"),
    "NumberUnbound": Text("{kind} {number} unbound", "已解绑 {kind} {number}"),
    "OfflineSwipeConflict": Text("came in offline at {at}, against: {reason}", "{at} 离线入场，不符：{reason}"),
    "OfflineConflictSettled": Text("looked at: {outcome}", "已处理：{outcome}"),
    "CardFound": Text("found again", "已解挂"),
    "CardShutForDebt": Text(
        "shut: {debt.amount} owed since {debt.since}", "停用：自 {debt.since} 起欠费 {debt.amount}"
    ),
    "CardWarnedOfDebt": Text("{debt.amount} owed since {debt.since}", "自 {debt.since} 起欠费 {debt.amount}"),
    "CardClosed": Text("closed: its member was erased", "停用：持卡人已注销"),
    "CardFreeOfDebt": Text("nothing is owed any more", "欠费已结清"),
    "CardBlockedByHand": Text("blocked by hand: {reason}", "人工停用：{reason}"),
    "CardUnblockedByHand": Text("unblocked by hand: {reason}", "人工解除停用：{reason}"),
    "DebtOverridden": Text("let in until {until} all the same: {reason}", "限期放行至 {until}：{reason}"),
    "ImportedCardWithdrawn": Text("the import was taken back", "导入已撤销"),
    "CardCancelledAfterRefund": Text("refunded and over", "已退款，卡终止"),
    "VisitHeld": Text("a visit set aside for a booking on {day}", "为 {day} 的预约预留一次"),
    "VisitNotHeld": Text("a booking on {day} could not be paid: {reason}", "{day} 的预约无法扣次：{reason}"),
    "HoldReleased": Text("a visit given back by a booking", "预约释放一次"),
    "HoldWithdrawn": Text("no longer pays the booking of {day}: {reason}", "不再支付 {day} 的预约：{reason}"),
    "EntryTakenBack": Text("the entry of {at} taken back: {reason}", "撤销 {at} 的入场：{reason}"),
    "VisitGivenBack": Text("the visit of {day} given back by the venue", "场馆退还 {day} 的一次"),
    "HolderAdded": Text("shared with {holder_id}", "添加使用人 {holder_id}"),
    "HolderRemoved": Text("no longer shared with {holder_id}", "移除使用人 {holder_id}"),
    "GuestPassHeld": Text("a guest pass set aside for {day}", "为 {day} 预留访客名额"),
    "GuestPassNotHeld": Text("no guest pass for {day}: {reason}", "{day} 无访客名额：{reason}"),
    "GuestPassCleared": Text("the guest signed {edition}", "访客已签署 {edition}"),
    "GuestPassReleased": Text("a guest pass given back", "访客名额退回"),
    "GuestPassWithdrawn": Text("the guest pass of {day} withdrawn: {reason}", "撤销 {day} 的访客名额：{reason}"),
    "GuestAdmitted": Text("a guest let in at {at}", "{at} 访客入场"),
    "GuestEntryTakenBack": Text("the guest's entry of {at} taken back: {reason}", "撤销访客 {at} 的入场：{reason}"),
    "GuestRefused": Text("a guest at {at} refused: {reason}", "{at} 访客被拒：{reason}"),
    "GuestLeft": Text("a guest left at {at}", "{at} 访客离场"),
    "HoldSettled": Text("a booking on {day} used its visit", "{day} 的预约已扣次"),
}


def told(event: Event, zone: str) -> Text:
    """What the event says, instants by the clock of `zone`; one that has no words here says its name."""
    words = WORDS.get(type(event).__name__, Text(type(event).__name__, type(event).__name__))
    return Text(_read(words.en, "en", event, zone), _read(words.zh, "zh", event, zone))


def _read(words: str, language: str, event: Event, zone: str) -> str:
    facts = dict(vars(event))
    if isinstance(reason := facts.get("reason"), Reason):
        refusal = reason.refusal()
        facts["reason"] = refusal.text(refusal.says, language, zone)
    return Reader(language, zone).vformat(words, (), facts)

"""How facts are read by people: states and kinds in their language, instants by the venue's clock. Pure."""

from __future__ import annotations

import string
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

CHINESE: Mapping[str, str] = {
    # why somebody is not allowed
    "your role may not do this": "您的身份无权执行此操作",
    "members may do this for themselves only": "会员仅可为本人办理",
    "members act now, not at another time": "会员操作以当前时间为准",
    "name one of your venues": "请指定您所属的场馆",
    "this is not one of your venues": "不属于您的场馆",
    "a price is set for the venues one works for": "只能为所属场馆定价",
    "an offer is made for the venues one works for": "只能为所属场馆设置优惠",
    "head office only": "仅限总部",
    "the feed is for services": "仅供服务间使用",
    "the proof of identity has expired": "身份凭证已过期",
    "the proof of identity is not valid yet": "身份凭证尚未生效",
    "the proof of identity is meant for another service": "身份凭证不适用于此服务",
    "the proof of identity is not genuine": "身份凭证无法核实",
    "the proof of identity claims a role that its issuer cannot give": "身份凭证的签发方无权授予该身份",
    "the proof of identity lives too long": "身份凭证有效期过长",
    # what a booking is
    "waiting": "候补中",
    "reserved": "待确认",
    "confirmed": "已确认",
    "attended": "已签到",
    "missed": "未到",
    "cancelled": "已取消",
    "released": "已释放",
    "unserved": "候补未成",
    "started": "已开课",
    # what an application is
    "open": "待审批",
    "approved": "已批准",
    "declined": "已拒绝",
    "lapsed": "已失效",
    # kinds of cards, and why a line is sold
    "term": "期限卡",
    "visits": "次卡",
    "stored_value": "储值卡",
    "trial": "体验卡",
    "corporate": "企业卡",
    "sale": "销售",
    "renewal": "续卡",
    "top_up": "充值",
    "upgrade": "升级",
    "downgrade": "降级",
    "change": "变更",
    "replacement": "补卡",
    "freeze_fee": "冻结费",
    "gift": "赠送",
    "import": "导入",
    # why a renewal failed, how a notice ends a card, who took something back
    "insufficient": "余额不足",
    "gateway": "支付渠道故障",
    "must_act": "需付款人确认",
    "over_limit": "超过约定上限",
    "no_price": "无有效价格",
    "payer_ended": "付款人已终止",
    "stopped": "已停止",
    "paid_time": "已付期届满",
    "notice": "通知期届满",
    "word": "本人申请",
    "purchase": "新购",
    "erasure": "注销",
    "transfer": "转让",
    # numbers of a card
    "printed": "印刷卡号",
    "virtual": "虚拟卡号",
    "chip": "芯片",
    # why a card was replaced
    "lost": "遗失",
    "stolen": "被盗",
    "damaged": "损坏",
    # what people sign and accept
    "terms": "会员协议",
    "privacy": "隐私政策",
    "waiver": "免责声明",
    "membership_contract": "会籍合同",
    "training_contract": "私教合同",
    "house_rules": "场馆守则",
    "health_declaration": "健康声明",
    # how a member came, and what a coach advises
    "desk": "前台",
    "online": "线上",
    "mobile": "移动端",
    "partner": "合作方",
    "training": "训练",
    "nutrition": "营养",
    # bodies
    "height": "身高",
    "weight": "体重",
    "body_fat": "体脂率",
    "chest": "胸围",
    "waist": "腰围",
    "hip": "臀围",
    "pulse_at_rest": "静息心率",
    "systolic": "收缩压",
    "diastolic": "舒张压",
    "bench_press": "卧推",
    "squat": "深蹲",
    "deadlift": "硬拉",
    "grip": "握力",
    "sit_and_reach": "坐位体前屈",
    "swim_100m": "100 米游泳",
    "run_1000m": "1000 米跑",
    "run_12min": "12 分钟跑",
    "activity_count": "动作次数",
}
"""What contracts call states, kinds and grounds. What a reader must type back, such as a policy's name, is not here."""


class Reader(string.Formatter):
    """Fills facts into a text for a person who reads `language`; instants by the clock of `zone`, if one is told.

    The last day that a date can be stands for no end.
    """

    def __init__(self, language: str, zone: str | None = None) -> None:
        self.chinese = language.startswith("zh")
        self.zone = zone

    def format_field(self, value: Any, format_spec: str) -> str:
        if isinstance(value, datetime):
            return self._instant(value)
        if value == date.max:
            return "长期" if self.chinese else "no end"
        if isinstance(value, str) and value in CHINESE:
            return CHINESE[value] if self.chinese else value.replace("_", " ")
        return str(super().format_field(value, format_spec))

    def _instant(self, at: datetime) -> str:
        """To the minute, with UTC where no zone is told."""
        if self.zone is None:
            return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
        return f"{at.astimezone(ZoneInfo(self.zone)):%Y-%m-%d %H:%M}"

"""What every part of members may refuse: there is no such member, or not for this."""

from __future__ import annotations

from typing import Literal

from shared.contracts import Refusal, Text

Channel = Literal["desk", "online", "mobile", "import", "partner"]


class MemberNotRegistered(Refusal):
    """There is no such member, or no longer."""

    member_id: str
    status = 404
    says = Text("No member {member_id} is registered.", "会员 {member_id} 不存在或已注销。")
    remedy = Text("Search by number, phone or name.", "请按会员号、手机号或姓名查找。")


class MemberPending(Refusal):
    """A registration takes effect once the venue has reviewed it."""

    member_id: str
    says = Text("The registration of member {member_id} is under review.", "会员 {member_id} 的注册正在审核中。")
    remedy = Text("Wait for the venue's decision, or ask at the desk.", "请等待场馆审核，或到前台咨询。")


class MemberMerged(Refusal):
    """Two records were one person; the other record goes on."""

    member_id: str
    survivor_id: str
    says = Text("Member {member_id} was merged into {survivor_id}.", "会员 {member_id} 已合并至 {survivor_id}。")
    remedy = Text("Use the member {survivor_id}.", "请使用会员 {survivor_id}。")


NOT_ACTIVE = (MemberNotRegistered, MemberPending, MemberMerged)
"""What a command that needs an active member refuses."""


class NotOfYourVenue(Refusal):
    """Some things are decided at the venue where the person registered."""

    venue_id: str
    status = 403
    says = Text("This is decided at venue {venue_id}.", "该事项由场馆 {venue_id} 处理。")
    remedy = Text("Ask the manager of that venue, or head office.", "请联系该场馆负责人或总部。")

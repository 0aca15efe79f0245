"""Extra data that head office asks for beside the usual: fields as dated versions, answers of members."""

from __future__ import annotations

from typing import Literal

from shared.contracts import (
    EVERYONE,
    FRONT_DESK,
    HEAD_OFFICE,
    MEMBER,
    VENUE_MANAGER,
    Command,
    Day,
    Event,
    Id,
    Name,
    Part,
    Personal,
    Query,
    Refusal,
    Row,
    Text,
)
from shared.contracts.members.life import NOT_ACTIVE, Channel

FieldKind = Literal["text", "number", "date", "choice", "yes_no"]


class FieldNeedsChoices(Refusal):
    """A field of choices has two or more, other fields have none."""

    status = 422
    says = Text("Choices do not fit the kind of the field.", "选项与字段类型不符。")
    remedy = Text(
        "Give two or more choices to a field of kind choice, and none to others.", "仅“选择”类型需提供两个以上选项。"
    )


class FieldNotDefined(Refusal):
    """Only what head office asks for is kept."""

    field_id: Id
    status = 404
    says = Text("No extra field {field_id} is asked for.", "没有自定义字段 {field_id}。")
    remedy = Text("See the list of extra fields.", "请查看自定义字段列表。")


class AnswerNotFit(Refusal):
    """An answer is of the kind that its field asks for."""

    field: str
    value: str
    wanted: str
    status = 422
    says = Text("{field}: {value} does not fit.", "{field}：{value} 不符合要求。")
    remedy = Text("Give: {wanted}.", "请填写：{wanted}。")


class AnswersMissing(Refusal):
    """Some fields must be answered where a person registers."""

    fields: str
    status = 422
    says = Text("Some answers are missing: {fields}.", "缺少必填信息：{fields}。")
    remedy = Text("Ask for them and send again.", "请补充后重新提交。")


class ExtraAnswer(Part):
    """An answer to one extra field, as text: a number as 12.5, a day as 2025-03-01, yes or no."""

    field_id: Id
    value: str


class DefineExtraField(Command, by=(HEAD_OFFICE,), refuses=(FieldNeedsChoices,)):
    """Ask for an extra field from a day on, or ask differently; `required_at` names the channels that must answer.

    Not asked any more: `asked` false. Answers to a personal field are sealed with the member's key.
    """

    field_id: Id
    from_day: Day
    name: Name
    name_zh: Name
    kind: FieldKind
    choices: tuple[str, ...] = ()
    required_at: tuple[Channel, ...] = ()
    personal: bool = True
    asked: bool = True


class ExtraFieldDefined(Event, stream="extrafields", unreported="rule"):
    """The field is asked for in this way from `from_day` on, until a later version."""

    field_id: Id
    from_day: Day
    name: Name
    name_zh: Name
    kind: FieldKind
    choices: tuple[str, ...]
    required_at: tuple[Channel, ...]
    personal: bool
    asked: bool


class AnswerExtraField(
    Command,
    by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, MEMBER),
    refuses=(*NOT_ACTIVE, FieldNotDefined, AnswerNotFit),
):
    """Answer an extra field of a member, or correct the answer; the one before stays in the history."""

    member_id: Id
    field_id: Id
    value: str


class ExtraFieldAnswered(Event, stream="extra-{member_id}", person="member_id", unreported="desk"):
    """A member's answer: sealed in `personal` where the field is personal, else open in `value`."""

    member_id: Id
    field_id: Id
    value: str | None
    personal: Personal | None
    at_registration: bool = False


class ExtraFieldRow(Row):
    """An extra field as it is asked for today, or will be."""

    field_id: Id
    from_day: Day
    name: str
    name_zh: str
    kind: str
    choices: tuple[str, ...]
    required_at: tuple[str, ...]
    personal: bool
    asked: bool


class ListExtraFields(Query, by=EVERYONE, answers=ExtraFieldRow):
    """Every version of every extra field; of a field, the one with the latest day that has begun counts."""


class ExtraAnswerRow(Row):
    """A member's answer to an extra field."""

    member_id: Id
    field_id: Id
    name: str
    name_zh: str
    value: str | None
    personal: Personal | None


class MemberExtraData(Query, by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, MEMBER), answers=ExtraAnswerRow):
    """The present answers of a member."""

    member_id: Id

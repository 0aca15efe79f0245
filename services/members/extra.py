"""Extra data: what is asked for on a day, and whether an answer fits. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from services.members import entry, life, policy
from services.members.life import Life, check_registered
from services.members.policy import Policies
from shared.contracts.members import (
    AnswerExtraField,
    AnswerNotFit,
    AnswersMissing,
    Channel,
    DefineExtraField,
    ExtraAnswer,
    ExtraFieldAnswered,
    ExtraFieldDefined,
    FieldNeedsChoices,
    FieldNotDefined,
    MemberPolicySet,
)
from shared.decider import Context, Decider

STREAM = "extrafields"
FITS = {"number": (r"-?\d{1,15}(\.\d{1,6})?", "a number / 数字"), "yes_no": ("yes|no", "yes, no")}


@dataclass(frozen=True)
class ExtraFields:
    """Every version of every field that head office asks for."""

    versions: tuple[ExtraFieldDefined, ...] = ()

    def on(self, day: date) -> dict[str, ExtraFieldDefined]:
        """The fields asked for on a day, each as its latest version has it."""
        begun = sorted((v for v in self.versions if v.from_day <= day), key=lambda v: v.from_day)
        latest = {version.field_id: version for version in begun}
        return {field_id: version for field_id, version in latest.items() if version.asked}

    def answers(
        self, given: Sequence[ExtraAnswer], channel: Channel, member_id: str, day: date
    ) -> list[ExtraFieldAnswered]:
        """What a registration answers; raises AnswersMissing, AnswerNotFit, FieldNotDefined."""
        asked = self.on(day)
        missing = [
            f.name for f in asked.values() if channel in f.required_at and f.field_id not in {g.field_id for g in given}
        ]
        if missing:
            raise AnswersMissing(fields=", ".join(missing))
        told = [answered(asked, member_id, answer.field_id, answer.value) for answer in given]
        return [replace(answer, at_registration=True) for answer in told]


@dataclass(frozen=True)
class ExtraData:
    fields: ExtraFields = field(default_factory=ExtraFields)
    life: Life = field(default_factory=Life)
    policies: Policies = field(default_factory=Policies)
    known: dict[str, ExtraFieldAnswered] = field(default_factory=dict)


def answered(asked: dict[str, ExtraFieldDefined], member_id: str, field_id: str, value: str) -> ExtraFieldAnswered:
    if field_id not in asked:
        raise FieldNotDefined(field_id=field_id)
    known = asked[field_id]
    check_fit(known, value)
    shown, sealed = (None, value) if known.personal else (value, None)
    return ExtraFieldAnswered(member_id=member_id, field_id=field_id, value=shown, personal=sealed)


def check_fit(known: ExtraFieldDefined, value: str) -> None:
    """Raise AnswerNotFit unless a value is of the field's kind."""
    match known.kind:
        case "choice":
            fits, wanted = value in known.choices, ", ".join(known.choices)
        case "date":
            fits, wanted = is_day(value), "YYYY-MM-DD"
        case "number" | "yes_no":
            pattern, wanted = FITS[known.kind]
            fits = re.fullmatch(pattern, value) is not None
        case _:
            return
    if not fits:
        raise AnswerNotFit(field=known.name, value=value, wanted=wanted)


def is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def streams(wish: DefineExtraField | AnswerExtraField, context: Context) -> Sequence[str]:
    if isinstance(wish, DefineExtraField):
        return [STREAM]
    own = [STREAM, life.stream(wish.member_id), f"extra-{wish.member_id}"]
    return [*own, *entry.streams_of("extra_data", wish.member_id, context)]


def decide(wish: DefineExtraField | AnswerExtraField, data: ExtraData, context: Context) -> list[Any]:
    if isinstance(wish, DefineExtraField):
        return define(wish, data.fields)
    check_registered(data.life, wish.member_id)
    given = answered(data.fields.on(context.at.date()), wish.member_id, wish.field_id, wish.value)
    known = data.known.get(wish.field_id)
    events = [] if known and replace(known, at_registration=False) == given else [given]
    return entry.entered("extra_data", wish.member_id, wish, events, data.policies, context)


def define(wish: DefineExtraField, fields: ExtraFields) -> list[ExtraFieldDefined]:
    if (wish.kind == "choice") != (len(set(wish.choices)) >= 2):
        raise FieldNeedsChoices()
    defined = ExtraFieldDefined(**vars(wish))
    same = [v for v in fields.versions if v.field_id == wish.field_id]
    return [] if same and same[-1] == defined else [defined]


def evolve(data: ExtraData, event: Any) -> ExtraData:
    match event:
        case ExtraFieldDefined():
            return replace(data, fields=ExtraFields((*data.fields.versions, event)))
        case ExtraFieldAnswered(field_id=field_id):
            return replace(data, known={**data.known, field_id: event})
        case MemberPolicySet():
            return replace(data, policies=policy.evolve(data.policies, event))
    return replace(data, life=life.evolve(data.life, event))


EXTRA: Decider[ExtraData] = Decider((DefineExtraField, AnswerExtraField), ExtraData(), streams, decide, evolve)

"""Types of fields, and what is derived from a class of them: the strict schema, the wire form, the fast codec."""

from __future__ import annotations

import dataclasses
import re
import types
import typing
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Literal, TypeVar, Union, cast, get_args, get_origin
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
import phonenumbers
from marshmallow import RAISE, Schema, ValidationError, post_load, validates_schema
from marshmallow import fields as mm
from marshmallow import validate as mv

from shared.money import Money
from shared.venue_time import DayRange


@dataclasses.dataclass(frozen=True)
class Kind:
    """What a text field holds beyond being text; `personal` text is sealed with its person's key."""

    name: str
    personal: bool = False
    longest: int = 200


Id = Annotated[str, Kind("id")]
Name = Annotated[str, Kind("name")]
Note = Annotated[str, Kind("note", longest=4000)]
Zone = Annotated[str, Kind("zone")]
Cursor = Annotated[str, Kind("cursor")]
Personal = Annotated[str, Kind("personal", personal=True, longest=4000)]
Phone = Annotated[str, Kind("phone", personal=True)]
Email = Annotated[str, Kind("email", personal=True)]
PersonalDay = Annotated[str, Kind("personal_day", personal=True)]  # YYYY-MM-DD, such as a birth date
PersonalFigure = Annotated[str, Kind("personal_figure", personal=True)]  # a decimal such as 72.5, kept as text
NetworkAddress = Annotated[str, Kind("network_address", personal=True)]  # of who acts; the gateway fills it in
Day = date
Instant = datetime

FIGURE = re.compile(r"-?\d{1,9}(\.\d{1,3})?")
FORBIDDEN_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
MOST_ITEMS = 1000
F = TypeVar("F")


def once_per_class(function: F) -> F:
    """functools.cache; typed, since mypy takes the class of a dataclass for unhashable."""
    return cast(F, cache(function))  # type: ignore[arg-type]


class TextField(mm.String):
    """Text without control characters, trimmed, not empty, not longer than its kind allows."""

    def __init__(self, kind: Kind, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.kind = kind

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = str(super()._deserialize(value, attr, data, **kwargs)).strip()
        if not text:
            raise ValidationError("Must not be empty.")
        if len(text) > self.kind.longest:
            raise ValidationError(f"Longer than {self.kind.longest} characters.")
        if FORBIDDEN_TEXT.search(text) or any("\ud800" <= c <= "\udfff" for c in text):
            raise ValidationError("Holds control characters.")
        return text


class PhoneField(TextField):
    """A phone number in international form, kept as E.164."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        try:
            number = phonenumbers.parse(text, None)
        except phonenumbers.NumberParseException:
            raise ValidationError("Not a phone number in international form, such as +8613800138000.") from None
        if not phonenumbers.is_possible_number(number):
            raise ValidationError("No such phone number is possible.")
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


class ZoneField(TextField):
    """An IANA time zone name."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        try:
            ZoneInfo(text)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValidationError("Not an IANA time zone, such as Asia/Shanghai.") from None
        return text


class PersonalDayField(TextField):
    """A day of a person's life, kept as text since it is sealed."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError:
            raise ValidationError("Not a valid date.") from None


class PersonalFigureField(TextField):
    """A figure of a person's body or sport, kept as the shortest decimal text since it is sealed."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if not FIGURE.fullmatch(text) or not text.isascii():
            raise ValidationError("Not a figure in text, such as 72.5: up to nine digits and three decimals.")
        return shortest(Decimal(text))


def shortest(figure: Decimal) -> str:
    """A decimal without zeros that say nothing.

    >>> shortest(Decimal("072.50")), shortest(Decimal("100")), shortest(Decimal("-0.0"))
    ('72.5', '100', '0')
    """
    return f"{figure.normalize():f}" if figure else "0"


class IdField(mm.UUID):
    """A UUID, kept as lower-case text."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:  # type: ignore[override]
        return str(super()._deserialize(value, attr, data, **kwargs))


class InstantField(mm.AwareDateTime):
    """An instant with its offset (RFC 3339), kept in UTC."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="iso", **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        if isinstance(value, str) and value.endswith(("Z", "z")):
            value = value[:-1] + "+00:00"
        try:
            return super()._deserialize(value, attr, data, **kwargs).astimezone(UTC)
        except OverflowError:
            raise ValidationError("Out of range.") from None

    def _serialize(self, value: datetime | None, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        return None if value is None else instant_text(value)


class WholeField(mm.Integer):
    """A whole number that any JSON reader keeps exact."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strict=True, validate=mv.Range(-(2**53) + 1, 2**53 - 1), **kwargs)

    def _validated(self, value: Any) -> Any:
        if not isinstance(value, int) or isinstance(value, bool):
            raise ValidationError("Not a whole number.")
        return super()._validated(value)


class TruthField(mm.Boolean):
    """true or false, nothing that merely looks like it."""

    truthy = {True}  # noqa: RUF012 marshmallow's own attribute
    falsy = {False}  # noqa: RUF012

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise ValidationError("Not true or false.")
        return value


CURRENCY = Kind("currency", longest=3)


class MoneySchema(Schema):
    amount = WholeField(required=True)
    currency = mm.String(required=True, validate=mv.Regexp(r"^[A-Z]{3}$", error="Not an ISO 4217 code."))

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> Money:
        return Money(**data)


class DayRangeSchema(Schema):
    first = mm.Date(required=True)
    until = mm.Date(required=True)

    @validates_schema
    def in_order(self, data: dict[str, Any], **_: Any) -> None:
        if data["until"] < data["first"]:
            raise ValidationError("Ends before it begins.", "until")

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> DayRange:
        return DayRange(**data)


VALUES: dict[Any, type[Schema]] = {Money: MoneySchema, DayRange: DayRangeSchema}
TEXTS: dict[str, type[TextField]] = {
    "phone": PhoneField,
    "zone": ZoneField,
    "personal_day": PersonalDayField,
    "personal_figure": PersonalFigureField,
}


@once_per_class
def hints(cls: type[Any]) -> dict[str, Any]:
    """The annotations of the fields of a message class, `Annotated` kept."""
    every = typing.get_type_hints(cls, include_extras=True)
    return {f.name: every[f.name] for f in dataclasses.fields(cls)}


def kind_of(hint: Any) -> Kind | None:
    """The Kind of a text field, also behind `| None` and inside a tuple."""
    for candidate in (hint, *get_args(hint)):
        if get_origin(candidate) is Annotated:
            for extra in get_args(candidate)[1:]:
                if isinstance(extra, Kind):
                    return extra
    return None


@once_per_class
def personal_fields(cls: type[Any]) -> tuple[str, ...]:
    """The fields of a message whose text belongs to a person."""
    return tuple(name for name, hint in hints(cls).items() if (kind := kind_of(hint)) and kind.personal)


def optional(hint: Any) -> Any:
    """The type behind `T | None`, or None where the hint is not optional."""
    if get_origin(hint) in (Union, types.UnionType):
        inner = [a for a in get_args(hint) if a is not type(None)]
        if len(inner) == 1 and len(get_args(hint)) == 2:
            return inner[0]
        raise TypeError(f"{hint}: a field has one type, or that or None")
    return None


def field_of(hint: Any, unknown: str, **kwargs: Any) -> mm.Field[Any]:
    """The marshmallow field of an annotation."""
    inner = optional(hint)
    if inner is not None:
        return field_of(inner, unknown, **{**kwargs, "allow_none": True})
    origin = get_origin(hint)
    if origin is Annotated:
        kind = kind_of(hint)
        assert kind is not None, hint
        if kind.name == "id":
            return IdField(**kwargs)
        if kind.name == "email":
            return mm.Email(**kwargs)
        return TEXTS.get(kind.name, TextField)(kind, **kwargs)
    if origin is Literal:
        return mm.Raw(validate=mv.OneOf(get_args(hint)), **kwargs)
    if origin in (tuple, list):
        item = field_of(get_args(hint)[0], unknown)
        sequence = TupleField if origin is tuple else mm.List
        return sequence(item, validate=mv.Length(max=MOST_ITEMS), **kwargs)
    if origin is dict:
        value = get_args(hint)[1]
        return mm.Dict(keys=mm.String(), values=None if value is Any else field_of(value, unknown), **kwargs)
    plain: dict[Any, Any] = {str: lambda **k: TextField(Kind("text"), **k), int: WholeField, bool: TruthField}
    plain |= {date: mm.Date, datetime: InstantField, Any: mm.Raw}
    if hint in plain:
        return cast(mm.Field[Any], plain[hint](**kwargs))
    if hint in VALUES:
        return mm.Nested(VALUES[hint], **kwargs)
    if dataclasses.is_dataclass(hint):
        return mm.Nested(schema_of(hint, unknown), **kwargs)  # type: ignore[arg-type]
    raise TypeError(f"no field for {hint}")


class TupleField(mm.List[Any]):
    """A list that is kept as a tuple."""

    def _deserialize(self, *args: Any, **kwargs: Any) -> Any:
        return tuple(super()._deserialize(*args, **kwargs))


def check_days(data: dict[str, Any]) -> None:
    """Days that are asked for go from `first` up to, not including, `until`, as those of a DayRange do."""
    first, until = data.get("first"), data.get("until")
    if first is not None and until is not None and until < first:
        raise ValidationError("Ends before it begins.", "until")


@once_per_class
def schema_of(cls: type[Any], unknown: str) -> Schema:
    """The marshmallow schema of a message class; an instance, built once."""

    def make(self: Schema, data: dict[str, Any], **_: Any) -> Any:
        return cls(**data)

    def in_order(self: Schema, data: dict[str, Any], **_: Any) -> None:
        check_days(data)

    members: dict[str, Any] = {"make": post_load(make)}
    if unknown == RAISE and {"first", "until"} <= hints(cls).keys():
        members["in_order"] = validates_schema(in_order)
    for field in dataclasses.fields(cls):
        given: dict[str, Any] = {"required": True}
        if field.default is not dataclasses.MISSING:
            given = {"load_default": field.default}
        members[field.name] = field_of(hints(cls)[field.name], unknown, **given)
    meta = type("Meta", (), {"unknown": unknown})
    return cast(Schema, type(f"{cls.__name__}Schema", (Schema,), members | {"Meta": meta})())


def instant_text(instant: datetime) -> str:
    """An instant as RFC 3339 in UTC, to the microsecond."""
    if instant.tzinfo is not UTC:
        instant = instant.astimezone(UTC)
    return instant.isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def to_wire(message: Any) -> dict[str, Any]:
    """The JSON values of a message: equal to what its schema loads, made by the compiled codec."""
    plain = {f.name: getattr(message, f.name) for f in dataclasses.fields(message)}
    built: dict[str, Any] = msgspec.to_builtins(plain, str_keys=True)
    return built


@once_per_class
def decoder(cls: type[Any]) -> msgspec.json.Decoder[Any]:
    """The compiled reader of a message's JSON; tolerant of unknown fields, for replay and projection."""
    return msgspec.json.Decoder(cls)


encode = msgspec.json.Encoder(order="deterministic").encode

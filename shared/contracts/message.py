"""What a message is: a frozen class with a meaning, typed fields, and a derived schema. Pure."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, ClassVar, Literal, NamedTuple, Self, dataclass_transform

from marshmallow import Schema, ValidationError

from shared.contracts import fields
from shared.contracts.roles import Role
from shared.contracts.words import Reader


class Text(NamedTuple):
    """What a person reads, in the chain's two languages; `{fact}` is filled in from the message."""

    en: str
    zh: str


Unreported = Literal["own use", "echo", "said elsewhere", "rule", "desk", "health", "not asked"]
"""Why an event is in no report: it is of use to its own service only; a note of what a neighbour said; another event that is
reported says it, too; what came of a rule is told by others; the desk uses it, and no figure; health is in no figure of
the house; nobody asked for it yet."""


class Figures(NamedTuple):
    """What the figures of a report stand on: which clock counts, in which zone, and whose events are in them."""

    clock: Text
    zone: Text
    sources: tuple[str, ...]


def service_of(cls: type[Any]) -> str:
    """Who publishes a message: the module, or package, of the contracts that its class stands in."""
    return cls.__module__.removeprefix("shared.contracts.").partition(".")[0]


class Catalogue:
    """Every message class by name, as published by its service."""

    def __init__(self) -> None:
        self.by_name: dict[str, type[Message] | type[Refusal]] = {}

    def add(self, cls: type[Message] | type[Refusal]) -> None:
        if cls.__name__ in self.by_name and self.by_name[cls.__name__].__module__ != cls.__module__:
            raise TypeError(f"{cls.__name__} is published twice: names are the wire format")
        self.by_name[cls.__name__] = cls

    def of(self, service: str, kind: type[Any]) -> dict[str, type[Any]]:
        """The messages of `kind` that `service` publishes, by name."""
        return {n: c for n, c in self.by_name.items() if service_of(c) == service and issubclass(c, kind)}

    def event(self, name: str) -> type[Event] | None:
        cls = self.by_name.get(name)
        return cls if isinstance(cls, type) and issubclass(cls, Event) else None


catalogue = Catalogue()


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Message:
    """A frozen, keyword-only dataclass whose marshmallow schema is derived from its annotations."""

    unknown: ClassVar[str] = "raise"

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        dataclasses.dataclass(frozen=True, kw_only=True)(cls)
        if cls.__module__.startswith("shared.contracts.") and cls.__module__ != __name__:
            catalogue.add(cls)

    @classmethod
    def schema(cls) -> Schema:
        """The marshmallow schema of this class: strict for what is asked, tolerant for what is heard."""
        return fields.schema_of(cls, cls.unknown)

    @classmethod
    def load(cls, body: Mapping[str, Any]) -> Self:
        """A checked message from JSON values; marshmallow's ValidationError names each bad field."""
        loaded = cls.schema().load(body)
        assert isinstance(loaded, cls)
        return loaded

    def wire(self) -> dict[str, Any]:
        """The message as JSON values."""
        return fields.to_wire(self)


class Part(Message):
    """A value inside messages, such as an order line."""


class Command(Message):
    """A wish, in the imperative. Who may give it is `by`; what may be answered instead is `refuses`.

    A field `venue_id` must lie in the actor's venues; a field `member_id` must be the actor's own when the actor
    is a member; both are enforced at the door of the owning service. `late_days` is how long ago what is told may have
    happened when a manager or head office tells it; 0: as long ago as for everybody.
    """

    by: ClassVar[tuple[Role, ...]] = ()
    late_days: ClassVar[int] = 0
    refuses: ClassVar[tuple[type[Refusal], ...]] = ()

    def __init_subclass__(
        cls, *, by: tuple[Role, ...] = (), refuses: tuple[type[Refusal], ...] = (), late_days: int = 0, **kwargs: Any
    ) -> None:
        cls.by, cls.refuses, cls.late_days = by, refuses, late_days
        super().__init_subclass__(**kwargs)


class Event(Message):
    """A fact, in the past tense. It stands in `stream`, a template over its own fields.

    `person` names the field with the id of the person whose key seals its personal fields;
    `erases` names the field with the id of the person whose key this event destroys.
    `unreported`: why analytics projects it into no report, unless it does.
    """

    unknown = "exclude"
    stream: ClassVar[str] = ""
    version: ClassVar[int] = 1
    person: ClassVar[str | None] = None
    erases: ClassVar[str | None] = None
    unreported: ClassVar[Unreported | None] = None

    def __init_subclass__(
        cls,
        *,
        stream: str,
        version: int = 1,
        person: str | None = None,
        erases: str | None = None,
        unreported: Unreported | None = None,
        **kwargs: Any,
    ) -> None:
        cls.stream, cls.version, cls.person, cls.erases = stream, version, person, erases
        cls.unreported = unreported
        super().__init_subclass__(**kwargs)
        if fields.personal_fields(cls) and person is None:
            raise TypeError(f"{cls.__name__} has personal fields: say whose, with person=")

    @property
    def stream_name(self) -> str:
        return self.stream.format_map(vars(self))


class Row(Message):
    """One row of a query's answer."""

    unknown = "exclude"


class Query(Message):
    """A question to one service's own views; its answer is a list of `answers` rows.

    `recorded_by` is a command of the same service that its door gives in the asker's name before it answers, so that
    nothing is read without a record; its fields are the query's of the same names, and `query` is the query's name.
    Where the command is refused, so is the query.

    A report over other services' events names its `figures`; its answer says them, and how fresh they are, beside the
    rows, so also where there is none.
    """

    by: ClassVar[tuple[Role, ...]] = ()
    answers: ClassVar[type[Row]] = Row
    recorded_by: ClassVar[type[Command] | None] = None
    figures: ClassVar[Figures | None] = None

    def __init_subclass__(
        cls,
        *,
        by: tuple[Role, ...],
        answers: type[Row],
        recorded_by: type[Command] | None = None,
        figures: Figures | None = None,
        **kwargs: Any,
    ) -> None:
        cls.by, cls.answers, cls.recorded_by, cls.figures = by, answers, recorded_by, figures
        super().__init_subclass__(**kwargs)

    def record(self) -> Command | None:
        """The command that records this question; None if it may be asked unrecorded."""
        if self.recorded_by is None:
            return None
        told = vars(self) | {"query": type(self).__name__}
        names = [field.name for field in dataclasses.fields(self.recorded_by)]
        return self.recorded_by(**{name: told[name] for name in names})


@dataclass_transform(kw_only_default=True)
class Refusal(Exception):
    """A typed no: its class name is the code, its fields are the facts, `says` the reason, `remedy` what to do next."""

    says: ClassVar[Text] = Text("Refused.", "已拒绝。")
    remedy: ClassVar[Text] = Text("", "")
    status: ClassVar[int] = 409
    passing: ClassVar[bool] = False
    """Whether what stands in the way comes by itself, such as news of a neighbour: the same command may succeed later."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        dataclasses.dataclass(kw_only=True, eq=False)(cls)
        if cls.__module__.startswith("shared.contracts."):
            catalogue.add(cls)

    @property
    def code(self) -> str:
        return type(self).__name__

    @property
    def facts(self) -> dict[str, Any]:
        return fields.to_wire(self)

    def text(self, which: Text, language: str = "en", zone: str | None = None) -> str:
        """`zone`, or a fact of that name, is the clock by which the instants among the facts are read."""
        template = which.zh if language.startswith("zh") else which.en
        return Reader(language, vars(self).get("zone") or zone).vformat(template, (), vars(self))

    def wire(self) -> dict[str, Any]:
        """The refusal as it crosses the broker."""
        return {"code": self.code, "facts": self.facts}

    @staticmethod
    def from_wire(body: Mapping[str, Any]) -> Refusal:
        """The refusal that `wire` described; one of an unknown code is answered as such, with its facts."""
        cls = catalogue.by_name.get(str(body.get("code")))
        facts = body.get("facts") or {}
        if cls is None or not issubclass(cls, Refusal):
            return Unrecognised(code_received=str(body.get("code")), facts_received=dict(facts))
        loaded = fields.schema_of(cls, "exclude").load(facts)
        assert isinstance(loaded, Refusal)
        return loaded

    def __str__(self) -> str:
        return f"{self.code}: {self.text(self.says)}"


class Reason(Part):
    """A refusal kept as a value, where the refusal itself is a fact that somebody reports on."""

    code: str
    facts: dict[str, Any]

    @staticmethod
    def of(refusal: Refusal) -> Reason:
        return Reason(code=refusal.code, facts=refusal.facts)

    def refusal(self) -> Refusal:
        return Refusal.from_wire({"code": self.code, "facts": self.facts})


class Unrecognised(Refusal):
    """A neighbour answered with a refusal that this build does not know."""

    code_received: str
    facts_received: dict[str, Any]
    says = Text("Refused with {code_received}.", "已拒绝：{code_received}。")


__all__ = [
    "Command",
    "Event",
    "Figures",
    "Message",
    "Part",
    "Query",
    "Refusal",
    "Row",
    "Text",
    "ValidationError",
    "catalogue",
]

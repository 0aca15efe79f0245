"""A venue as its doors see it: they read cards, by the clock of its zone."""

from __future__ import annotations

from shared.contracts import SERVICE, Command, Event, Id, Refusal, Text, Zone


class GateNotOpen(Refusal):
    """Cards are read at the venues of the chain."""

    venue_id: str
    passing = True
    says = Text("Venue {venue_id} has no gate.", "场馆 {venue_id} 尚未开通门禁。")
    remedy = Text(
        "Choose an open venue, or wait a second if it was just opened.", "请选择已开业的场馆；若刚开业请稍候。"
    )


class OpenGate(Command, by=(SERVICE,)):
    """A venue's doors begin to read cards; given when members announces the venue."""

    venue_id: Id
    zone: Zone


class GateOpened(Event, stream="gate-{venue_id}", unreported="echo"):
    """The venue's doors read cards; its days are those of this zone."""

    venue_id: Id
    zone: Zone

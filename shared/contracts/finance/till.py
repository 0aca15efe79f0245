"""Tills: a venue of the chain that sells, in its own currency and zone."""

from __future__ import annotations

from shared.contracts import SERVICE, Command, Event, Id, Refusal, Text, Zone


class TillNotOpen(Refusal):
    """Sales happen at a venue of the chain."""

    venue_id: str
    passing = True
    says = Text("Venue {venue_id} has no till.", "场馆 {venue_id} 尚未开通收银。")
    remedy = Text(
        "Choose an open venue, or wait a second if it was just opened.",
        "请选择已开业的场馆；若刚开业请稍候。",
    )


class OpenTill(Command, by=(SERVICE,)):
    """A venue starts to sell; given when members announces the venue."""

    venue_id: Id
    zone: Zone
    currency: str


class TillOpened(Event, stream="till-{venue_id}", unreported="echo"):
    """The venue sells in this currency; its days are those of this zone."""

    venue_id: Id
    zone: Zone
    currency: str

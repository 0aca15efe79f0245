"""Venues: where the chain is, with their zone and currency."""

from __future__ import annotations

from typing import Literal

from shared.contracts import (
    GUEST,
    HEAD_OFFICE,
    MEMBER,
    SERVICE,
    STAFF,
    Command,
    Event,
    Id,
    Name,
    Query,
    Refusal,
    Row,
    Text,
    Zone,
)


class VenueAlreadyOpen(Refusal):
    """A venue is opened once."""

    venue_id: str
    says = Text("Venue {venue_id} is open already.", "场馆 {venue_id} 已开业。")
    remedy = Text("Use a new id for another venue.", "新场馆请使用新的编号。")


class VenueNotOpen(Refusal):
    """Members and staff belong to a venue that the chain has opened."""

    venue_id: str
    says = Text("No venue {venue_id} is open.", "场馆 {venue_id} 未开业。")
    remedy = Text("Choose a venue of the chain, or open it first.", "请选择本连锁的场馆，或先开设该场馆。")


class OpenVenue(Command, by=(HEAD_OFFICE,), refuses=(VenueAlreadyOpen,)):
    """Open a venue of the chain; its time zone decides its days, its currency its prices."""

    venue_id: Id
    name: Name
    name_zh: Name
    zone: Zone
    currency: Literal["CNY", "EUR", "GBP", "USD", "HKD", "SGD", "JPY"]


class VenueOpened(Event, stream="venue-{venue_id}"):
    """The chain has a new venue."""

    venue_id: Id
    name: Name
    name_zh: Name
    zone: Zone
    currency: str


class VenueRow(Row):
    """A venue of the chain."""

    venue_id: Id
    name: str
    name_zh: str
    zone: str
    currency: str


class ListVenues(Query, by=(*STAFF, MEMBER, GUEST, SERVICE), answers=VenueRow):
    """All venues of the chain, by name."""

"""Any command of any contract, filled in from what is known: new commands take part by themselves.

Many are refused. None may do harm, whoever gives it and however often.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Literal, get_args, get_origin

import msgspec

from shared.contracts import COACH as COACHES
from shared.contracts import (
    DEVICE,
    GUEST,
    MEMBER,
    PROVIDER,
    SERVICE,
    STAFF,
    Actor,
    Command,
    DayRange,
    Money,
    catalogue,
    service_of,
)
from shared.contracts.fields import hints, optional
from shared.contracts.samples import value_of
from shared.log import Recorded
from tests.sim.client import BANK, COACHING, GATE, MANAGER, OFFICE, Client, person
from tests.sim.flows.scene import COACH, COURSE, PRICES, ROOM, SESSIONS, TODAY, VENUES, id_of
from tests.sim.world import SERVICES, START

LIMIT = 15  # commands of one caller
SEEN = 25  # events that are looked at for ids that fit a command


def anything(client: Client) -> None:
    for each in dealt(client):
        client.sleep(150)
        command = filled(client, each)
        client.give(command, somebody(client, command))


def mistaken(client: Client) -> None:
    """Commands about what is not there; days that are over, figures that cannot be; the same again with other words."""
    for each in dealt(client):
        client.sleep(20)
        given = {
            field.name: id_of(client.name, field.name) if field.name.endswith("_id") else wrong(hints(each)[field.name])
            for field in dataclasses.fields(each)
            if field.default is dataclasses.MISSING
        }
        command = each(**given)
        client.give(command, actor := somebody(client, command))
        if words := {name: "other" for name in ("name", "text") if name in given}:
            client.give(dataclasses.replace(command, **words), actor)


def wrong(hint: Any) -> Any:
    kind = optional(hint) or hint
    if get_origin(kind) is Literal:
        return get_args(kind)[-1]
    if get_origin(kind) is tuple:
        return ()
    odd = {date: TODAY - timedelta(days=900), int: -1, DayRange: DayRange(TODAY, TODAY), Money: Money(-1, "CNY")}
    return odd[kind] if kind in odd else value_of(hint)


def dealt(client: Client) -> list[type[Command]]:
    """A hand out of a deck that is dealt from seed to seed, so that each command has its turn soon."""
    deck = sorted(commands(), key=lambda command: id_of(command.__name__))
    first = client.town.scheduler.seed * LIMIT
    return [deck[(first + n) % len(deck)] for n in range(client.dice.randint(LIMIT // 2, LIMIT))]


def commands() -> list[type[Command]]:
    """Those that somebody may give who is not a service."""
    return [c for s in SERVICES for _, c in sorted(catalogue.of(s, Command).items()) if set(c.by) - {SERVICE}]


def somebody(client: Client, command: Command) -> Actor:
    """One who may give it, more often than not staff."""
    roles = [role for role in command.by if role != SERVICE]
    staff = [role for role in roles if role in STAFF and role != COACHES]
    role = client.dice.choice(staff if staff and client.dice.random() < 0.7 else roles)
    member_id = getattr(command, "member_id", None) or client.dice.choice(known(client, "member"))
    return {
        MEMBER: person(member_id),
        COACHES: COACHING,
        DEVICE: GATE,
        PROVIDER: BANK,
        GUEST: Actor("guest", (GUEST,)),
    }.get(role, client.dice.choice((OFFICE, OFFICE, MANAGER)) if role in MANAGER.roles else OFFICE)


def filled(client: Client, command: type[Command]) -> Command:
    """A command whose fields are well formed, and whose ids are often those of something that exists."""
    given, related = {}, together(client, command)
    for field in dataclasses.fields(command):
        hint = hints(command)[field.name]
        if field.default is not dataclasses.MISSING and client.dice.random() < 0.5:
            continue
        if field.name in related and client.dice.random() < 0.8:
            given[field.name] = related[field.name]
        else:
            given[field.name] = value(client, field.name, hint)
    return command(**given)


def together(client: Client, command: type[Command]) -> Mapping[str, str]:
    """Ids that belong together: those of an event, of some that were looked at the one that names most of them."""
    wanted = {field.name for field in dataclasses.fields(command) if field.name.endswith("_id")}
    own = client.town.homes[service_of(command)].store.events
    any_ = client.dice.choice([home.store.events for home in client.town.homes.values() if home.store.events])
    seen = [ids_of(client.dice.choice(own or any_)) for _ in range(SEEN)] + [ids_of(client.dice.choice(any_))]
    client.dice.shuffle(seen)
    return max(seen, key=lambda ids: len(wanted & set(ids)))


def ids_of(event: Recorded) -> dict[str, str]:
    body = msgspec.json.decode(event.data)
    return {name: each for name, each in body.items() if name.endswith("_id") and isinstance(each, str)}


def value(client: Client, name: str, hint: Any) -> Any:
    kind = optional(hint) or hint
    if name.endswith("_id"):
        return client.dice.choice(known(client, name.removesuffix("_id")))
    if kind is Money:
        return Money(client.dice.choice((1, 100, 95000)), "CNY")
    if kind is datetime:
        return START + timedelta(hours=client.dice.choice((0, 1, 30)))
    if kind is date:
        return TODAY + timedelta(days=client.dice.choice((-1, 0, 1, 30)))
    if kind is int:
        return client.dice.choice((0, 1, 2, 7))
    if get_origin(kind) is Literal:
        return client.dice.choice(get_args(kind))
    return value_of(hint)


def known(client: Client, what: str) -> list[str]:
    """The ids of this sort: of streams of that name, and of what every run begins with."""
    fixed = {
        "venue": list(VENUES), "product": sorted(PRICES), "session": list(SESSIONS), "room": [ROOM],
        "course": [COURSE], "coach": [COACH], "staff": [COACH],
    }  # fmt: skip
    streams = [
        name.partition("-")[2]
        for home in client.town.homes.values()
        for name in sorted(home.store.streams)
        if name.startswith(f"{what}-")
    ]
    return fixed.get(what, []) + [each for each in streams if len(each) == 36] or [id_of(client.name, what)]

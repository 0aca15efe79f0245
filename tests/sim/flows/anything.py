"""Any command of any contract, filled in from what is known: new commands take part by themselves.

Most are refused. None may do harm, whoever gives it and however often.
"""

from __future__ import annotations

import dataclasses
from datetime import datetime
from typing import Any, Literal, get_args, get_origin

import msgspec

from shared.contracts import SERVICE, Command, Money, catalogue
from shared.contracts.fields import hints, optional
from shared.contracts.samples import value_of
from tests.sim.client import Client
from tests.sim.flows.scene import COACH, COURSE, PRICES, ROOM, SESSIONS, VENUES, id_of
from tests.sim.world import SERVICES, START

LIMIT = 15  # commands of one caller


def anything(client: Client) -> None:
    commands = [c for s in SERVICES for _, c in sorted(catalogue.of(s, Command).items()) if set(c.by) - {SERVICE}]
    for _ in range(client.dice.randint(1, LIMIT)):
        client.sleep(150)
        client.give(filled(client, client.dice.choice(commands)))


def filled(client: Client, command: type[Command]) -> Command:
    """A command whose fields are well formed, and whose ids are often those of something that exists."""
    given, related = {}, together(client)
    for field in dataclasses.fields(command):
        hint = hints(command)[field.name]
        if field.default is not dataclasses.MISSING and client.dice.random() < 0.5:
            continue
        if field.name in related and client.dice.random() < 0.8:
            given[field.name] = related[field.name]
        else:
            given[field.name] = value(client, field.name, hint)
    return command(**given)


def together(client: Client) -> dict[str, str]:
    """Ids that belong together: those that some event names."""
    events = client.dice.choice([home.store.events for home in client.town.homes.values() if home.store.events])
    body = msgspec.json.decode(client.dice.choice(events).data)
    return {name: each for name, each in body.items() if name.endswith("_id") and isinstance(each, str)}


def value(client: Client, name: str, hint: Any) -> Any:
    kind = optional(hint) or hint
    if name.endswith("_id"):
        return client.dice.choice(known(client, name.removesuffix("_id")))
    if kind is Money:
        return Money(client.dice.choice((1, 100, 95000)), "CNY")
    if kind is datetime:
        return START
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

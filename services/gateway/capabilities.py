"""A route for every command and query of the contracts that a person or a device may give. None is written by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from typing import Any

from flask import Response, jsonify, request

from services.gateway import described
from services.gateway.parts import parts
from services.gateway.reasons import explain
from services.gateway.requests import address, circumstances, command_id, known_visitor, language, visitor
from services.gateway.routes import Routes
from shared.contracts import GUEST, PROVIDER, SERVICE, Command, Query, catalogue

SERVICES = ("members", "cards", "booking", "finance", "engagement", "analytics")
NOT_OVER_HTTP = {SERVICE, PROVIDER}


def exposed(service: str, kind: type[Any]) -> dict[str, type[Any]]:
    """The messages of `service` that somebody other than a service or a provider may give."""
    import_module(f"shared.contracts.{service}")
    return {name: cls for name, cls in catalogue.of(service, kind).items() if not NOT_OVER_HTTP.issuperset(cls.by)}


def routes() -> Iterator[Routes]:
    """Those of one service after the other."""
    for service in SERVICES:
        of_service = Routes(service, f"/api/v1/{service}", described.about(service))
        for command in exposed(service, Command).values():
            add_command(of_service, service, command)
        for query in exposed(service, Query).values():
            add_query(of_service, service, query)
        yield of_service


def add_command(of_service: Routes, service: str, command: type[Command]) -> None:
    """Guests give no command here: what a guest may do has a route that guards it, such as registration."""
    name = command.__name__

    @of_service.serve(
        "POST", f"/{name}", name=name, takes=command.schema(), admit=known_visitor, **described.command(command)
    )
    def give(wish: Command) -> tuple[Response, int]:
        actor = known_visitor().actor
        identity = command_id(actor)
        at = request.headers.get("Stadion-Happened-At")
        answer = parts().doors.execute(service, name, signed(wish).wire(), circumstances(actor), identity, at)
        new = answer["streams"] and not answer["repeated"]
        return jsonify(answer | {"command_id": identity}), 201 if new else 200


def signed(wish: Command) -> Command:
    """With the sender's network address where the contract keeps one, whatever the sender says it is."""
    given = {"network_address": address()} if hasattr(wish, "network_address") else {}
    return replace(wish, **given)


def add_query(of_service: Routes, service: str, query: type[Query]) -> None:
    name = query.__name__
    admit = visitor if GUEST in query.by else known_visitor

    @of_service.serve("GET", f"/{name}", name=name, takes=query.schema(), admit=admit, **described.query(query))
    def ask(question: Query) -> Response:
        by, after = circumstances(visitor().actor), request.args.get("after")
        answer = parts().doors.query(service, name, question.wire(), by, after)
        explain(answer["rows"], query.answers, language())
        return jsonify(answer)

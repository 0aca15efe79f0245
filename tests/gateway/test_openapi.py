"""The description of the API: complete, of this application, and nothing in it that leads elsewhere."""

from __future__ import annotations

from typing import Any

import pytest

from services.gateway.capabilities import SERVICES, exposed
from services.gateway.openapi import document
from shared.contracts import Command, Query
from tests.gateway.edge import Edge

pytestmark = pytest.mark.thorough
METHODS = {"get", "post", "put", "patch", "delete"}
NOT_DESCRIBED = {"/", "/api/docs", "/api/openapi.json", "/livez", "/readyz", "/metrics", "/version"}
NOT_DESCRIBED |= {"/assets/<path:filename>", "/sandbox/pay/<uuid:payment_id>", "/sandbox/messages"}


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    return document()


def test_every_route_is_described_and_every_description_has_its_route(edge: Edge, described: dict[str, Any]) -> None:
    routes = {rule.rule for rule in edge.app.url_map.iter_rules()} - NOT_DESCRIBED
    assert {rule.replace("<uuid:device_id>", "{device_id}") for rule in routes} == set(described["paths"])


def test_every_exposed_message_has_its_operation_with_its_roles(described: dict[str, Any]) -> None:
    for service in SERVICES:
        for kind, method in ((Command, "post"), (Query, "get")):
            for name, message in exposed(service, kind).items():
                operation = described["paths"][f"/api/v1/{service}/{name}"][method]
                assert operation["operationId"] == name
                assert set(operation["x-roles"]) <= set(message.by)
                assert operation["summary"]


def test_the_refusals_of_a_command_stand_with_their_status(described: dict[str, Any]) -> None:
    responses = described["paths"]["/api/v1/cards/FreezeCard"]["post"]["responses"]
    assert "`FreezeDaysOutOfRange`" in responses["409"]["description"]
    assert "`CardNotIssued`" in responses["404"]["description"]
    assert list(responses["409"]["content"]) == ["application/problem+json"]


def test_a_query_has_its_own_parameters_and_those_of_the_call(described: dict[str, Any]) -> None:
    path = described["paths"]["/api/v1/booking/SessionsOfDay"]
    names = {parameter["name"] for parameter in (*path["parameters"], *path["get"]["parameters"])}
    assert names == {"venue_id", "day", "after"}


def test_every_reference_leads_somewhere(described: dict[str, Any]) -> None:
    def check(node: Any) -> None:
        if isinstance(node, dict):
            if reference := node.get("$ref"):
                found: Any = described
                for name in reference.removeprefix("#/").split("/"):
                    found = found[name]
            for inner in node.values():
                check(inner)
        elif isinstance(node, list):
            for inner in node:
                check(inner)

    check(described)


def test_it_is_served_and_names_no_other_machine(edge: Edge, described: dict[str, Any]) -> None:
    answer = edge.get("/api/openapi.json")
    assert answer.json == described
    assert described["openapi"].startswith("3.1") and described["servers"] == [{"url": "/"}]
    assert "://" not in answer.text


def test_every_operation_has_an_id_of_its_own_or_none(described: dict[str, Any]) -> None:
    operations = [it for item in described["paths"].values() for name, it in item.items() if name in METHODS]
    ids = [it["operationId"] for it in operations if "operationId" in it]
    assert len(ids) == len(set(ids)) > 40

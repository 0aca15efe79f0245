"""The contract as JSON: complete, and such that what it describes is what the schemas take."""

from __future__ import annotations

from typing import Literal

import pytest

from shared.contracts import DayRange, Instant, Part, Personal, Phone
from shared.contracts.describe import describe, shape_of
from tests.shared.toys.contract import PUBLISHED


class Wheel(Part):
    """Turns."""

    size: int = 3


SHAPES = [
    (str, {"type": "string", "minLength": 1, "maxLength": 200}),
    (bool, {"type": "boolean"}),
    (int | None, {"anyOf": [shape_of(int), {"type": "null"}]}),
    (Phone, {"type": "string", "description": shape_of(Phone)["description"], "x-personal": True}),
    (Personal, {"type": "string", "minLength": 1, "maxLength": 4000, "x-personal": True}),
    (Literal["red", "blue"], {"enum": ["red", "blue"]}),
    (tuple[int, ...], {"type": "array", "maxItems": 1000, "items": shape_of(int)}),
    (dict[str, int], {"type": "object", "additionalProperties": shape_of(int)}),
]


@pytest.mark.parametrize(("hint", "shape"), SHAPES, ids=[str(hint) for hint, _ in SHAPES])
def test_a_type_has_its_json_schema(hint: object, shape: object) -> None:
    assert shape_of(hint) == shape


def test_units_and_formats_are_told() -> None:
    assert "not including" in shape_of(DayRange)["description"]
    assert shape_of(Instant)["format"] == "date-time"
    wheel = shape_of(Wheel)
    assert (wheel["title"], wheel["description"], wheel["required"]) == ("Wheel", "Turns.", [])
    assert wheel["properties"]["size"]["default"] == 3


def test_everything_that_is_published_is_described_with_its_meaning() -> None:
    toys = describe("toys")
    messages = toys["commands"] | toys["events"] | toys["queries"] | toys["refusals"]
    rows = {query["answers"]["name"] for query in toys["queries"].values()}
    assert PUBLISHED.keys() <= messages.keys() | rows
    assert all(message["meaning"] for message in messages.values())
    assert toys["refusals"]["ToyTaken"]["says"] == {"en": "The toy is out.", "zh": "玩具已借出。"}
    assert {"Malformed", "NotAllowed", "StoreAway"} <= toys["refusals"].keys(), "those of every service too"


def test_a_command_tells_who_may_give_it_and_what_it_needs() -> None:
    buy = describe("toys")["commands"]["BuyToy"]
    assert buy["by"] == ["head_office", "front_desk", "service"]
    assert buy["body"]["required"] == ["toy_id", "venue_id", "name", "price"]
    assert buy["body"]["properties"]["price"]["title"] == "Money"
    assert buy["body"]["additionalProperties"] is False
    assert describe("toys")["events"]["ToyBought"]["stream"] == "toy-{toy_id}"

"""The door of a real service process, over a real broker and database: what it answers to whom."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest

from shared.contracts import (
    COACH,
    FRONT_DESK,
    GUEST,
    Actor,
    CommandIdReused,
    HappenedTooLongAgo,
    Malformed,
    NotAllowed,
    NotYet,
    UnknownMessage,
)
from shared.ids import new_id
from shared.rpc import (
    RpcClient,
    RpcPool,
    ServiceFault,
)
from tests.shared.toys.contract import ToyTaken, ToyUnknown
from tests.shared.toys.running import Toys, bought, call, events_of, execute, member

REFUSED: dict[str, list[Any]] = {
    "a name that is no text": [5, {}, {}],
    "a name that is a list": [[], {}, {}],
    "a body that is a list": ["BuyToy", [], "good"],
    "a body that is nothing": ["BuyToy", None, "good"],
    "a call that is text": ["BuyToy", {}, "text"],
    "a call without token": ["BuyToy", {}, {}],
    "a command id that is none": ["BuyToy", {}, {"token": "x", "command_id": "x"}],
    "a correlation with a line break": ["BuyToy", {}, {"token": "x", "correlation": "a\nb"}],
    "a body that is deep": ["BuyToy", {"name": eval("[" * 90 + "]" * 90)}, "good"],
}


def test_a_command_is_answered_with_the_place_of_its_events_and_can_be_read_at_once(client: RpcClient) -> None:
    toy = bought()
    done = execute(client, "BuyToy", toy)
    assert done["streams"] == {f"toy-{toy['toy_id']}": 1}
    assert done["after"] == f"toys@{done['position']}" and not done["repeated"]
    asked = {"toys": [toy["toy_id"]], "venue_id": toy["venue_id"]}
    answer = client.call("toys", "query", ["FindToys", asked, call(after=done["after"])])
    assert answer["position"] >= done["position"]
    [row] = answer["rows"]
    assert datetime.fromisoformat(row.pop("bought_at")) < datetime.now(UTC)
    assert row == {**toy, "member_id": None}


def test_a_repeated_command_gets_its_first_answer_and_another_body_none(toys: Toys, client: RpcClient) -> None:
    toy, mine = bought(), call()
    first = client.call("toys", "execute", ["BuyToy", toy, mine])
    before = events_of(toys)
    assert client.call("toys", "execute", ["BuyToy", toy, mine]) == {**first, "repeated": True}
    with pytest.raises(CommandIdReused):
        client.call("toys", "execute", ["BuyToy", bought(), mine])
    assert events_of(toys) == before


def test_fifty_callers_with_one_command_id_cause_one_effect(toys: Toys) -> None:
    toy, mine, before = bought(), call(), events_of(toys)
    pool = RpcPool(toys.broker_url, 16)
    with ThreadPoolExecutor(16) as threads:
        tries = [threads.submit(pool.call, "toys", "execute", ["BuyToy", toy, mine], 15) for _ in range(50)]
        answers = [one.result() for one in tries]
    pool.close()
    assert events_of(toys) == before + 1
    assert sum(not answer["repeated"] for answer in answers) == 1
    assert {answer["position"] for answer in answers} == {answers[0]["position"]}


def test_a_refusal_arrives_typed_with_its_facts_and_comes_again_the_same(client: RpcClient) -> None:
    unknown, mine = {"toy_id": new_id(), "member_id": new_id()}, call()
    for _ in range(2):
        with pytest.raises(ToyUnknown) as refused:
            client.call("toys", "execute", ["LendToy", unknown, mine])
        assert refused.value.facts == {"toy_id": unknown["toy_id"]}


def test_members_act_for_themselves_only_and_now(client: RpcClient) -> None:
    toy, anne = bought(), new_id()
    execute(client, "BuyToy", toy)
    wish = {"toy_id": toy["toy_id"], "member_id": anne}
    yesterday = (datetime.now(UTC) - timedelta(days=1)).isoformat()
    for actor, more in ((member(new_id()), {}), (member(anne), {"at": yesterday})):
        with pytest.raises(NotAllowed):
            execute(client, "LendToy", wish, actor=actor, **more)
    execute(client, "LendToy", wish, actor=member(anne))
    with pytest.raises(ToyTaken):
        execute(client, "LendToy", wish | {"member_id": new_id()})
    mine = client.call("toys", "query", ["MyToys", {"member_id": anne}, call(member(anne))])
    assert [row["toy_id"] for row in mine["rows"]] == [toy["toy_id"]]
    with pytest.raises(NotAllowed):
        client.call("toys", "query", ["MyToys", {"member_id": anne}, call(member(new_id()))])


def test_staff_act_and_read_in_their_own_venues_only(client: RpcClient) -> None:
    here, there = bought(), bought()
    for toy in (here, there):
        execute(client, "BuyToy", toy)
    local = Actor(id=new_id(), roles=(FRONT_DESK,), venues=(here["venue_id"],))
    execute(client, "BuyToy", bought(venue_id=here["venue_id"]), actor=local)
    for asked in ({"venue_id": there["venue_id"]}, {}):
        with pytest.raises(NotAllowed):
            client.call("toys", "query", ["FindToys", asked, call(local)])
    with pytest.raises(NotAllowed):
        execute(client, "BuyToy", bought(), actor=local)
    with pytest.raises(NotAllowed):
        execute(client, "BuyToy", bought(), actor=Actor(id=new_id(), roles=(COACH, GUEST)))


def test_business_time_may_lie_in_the_past_but_not_ahead(toys: Toys, client: RpcClient) -> None:
    yesterday = datetime.now(UTC) - timedelta(days=1)
    done = execute(client, "BuyToy", bought(), at=yesterday.isoformat())
    with psycopg.connect(toys.database.app_url) as connection:
        row = connection.execute("SELECT happened_at FROM event WHERE position = %s", [done["position"]]).fetchone()
    assert row == (yesterday,)
    ahead = datetime.now(UTC) + timedelta(minutes=1)
    for wrong in (ahead.isoformat(), "2025-03-01T10:00:00", "soon"):
        with pytest.raises(Malformed):
            execute(client, "BuyToy", bought(), at=wrong)
    with pytest.raises(HappenedTooLongAgo, match="more than 4 days ago"):
        execute(client, "BuyToy", bought(), at="2025-03-01T10:00:00+08:00")


@pytest.mark.parametrize("args", REFUSED.values(), ids=REFUSED.keys())
def test_values_of_the_wrong_type_are_refused_by_name(client: RpcClient, args: list[Any]) -> None:
    name, body, given = args
    with pytest.raises(Malformed):
        client.call("toys", "execute", [name, body, call() if given == "good" else given])


def test_a_command_needs_an_id_a_known_name_and_a_genuine_token(client: RpcClient) -> None:
    with pytest.raises(Malformed, match="command_id"):
        client.call("toys", "execute", ["BuyToy", bought(), call() | {"command_id": None}])
    with pytest.raises(UnknownMessage):
        execute(client, "StealToy", {})
    with pytest.raises(UnknownMessage):
        client.call("toys", "query", ["AllSecrets", {}, call()])
    with pytest.raises(NotAllowed):
        client.call("toys", "execute", ["BuyToy", bought(), call() | {"token": "a.b.c"}])


def test_a_fault_tells_the_caller_an_id_and_the_log_the_rest_without_the_body(toys: Toys, client: RpcClient) -> None:
    secret = new_id()
    with pytest.raises(ServiceFault) as failed:
        execute(client, "BreakToy", {"toy_id": secret})
    assert secret not in str(failed.value) and "nobody may read" not in str(failed.value)
    [line] = [line for line in toys.doors[0].lines("fault") if line["fault"] in str(failed.value)]
    assert line["exception"][0]["exc_type"] == "ZeroDivisionError"
    assert "frames" in line["exception"][0] and not any(f.get("locals") for f in line["exception"][0]["frames"])


def test_a_query_waits_for_what_it_is_to_stand_on(toys: Toys, client: RpcClient) -> None:
    position = next(POSITIONS)
    with ThreadPoolExecutor(1) as thread:
        asked = thread.submit(client.call, "toys", "query", ["FindToys", {}, call(after=f"books@{position}")], 10)
        with psycopg.connect(toys.database.app_url) as connection:
            connection.execute(
                "INSERT INTO inbox VALUES ('books', %s) ON CONFLICT (source) DO UPDATE SET position = %s",
                [position, position],
            )
        assert asked.result()["rows"] is not None
    with pytest.raises(NotYet):
        client.call("toys", "query", ["FindToys", {}, call(after=f"books@{position + 1000}")], timeout=10)
    for stranger in ("strangers@1", "books", "books@-1", "books@1; DROP TABLE toy"):
        with pytest.raises(Malformed):
            client.call("toys", "query", ["FindToys", {}, call(after=stranger)])


POSITIONS = count(10)


def test_the_feed_shows_services_what_is_published_and_its_predecessors(fresh: Toys) -> None:
    fresh.open()
    client, reader = fresh.client(), Actor.service("books")
    positions = [execute(client, "BuyToy", bought())["position"] for _ in range(5)]
    with psycopg.connect(fresh.database.app_url) as connection:
        connection.execute("UPDATE relay_checkpoint SET position = %s", [positions[3]])

    def feed(after: int, limit: int) -> Any:
        return client.call("toys", "feed", [after, limit, call(reader)])

    first, rest = feed(0, 3), feed(positions[2], 10)
    events = first["events"] + rest["events"]
    assert [event["position"] for event in events] == positions[:4]
    assert [event["previous"] for event in events] == [0, *positions[:3]]
    assert events[0]["source"] == "toys" and events[0]["type"] == "ToyBought"
    assert (first["position"], rest["position"]) == (positions[2], positions[3])
    assert feed(positions[3], 10) == {"events": [], "position": positions[3]}
    only = {**call(reader), "types": ["ToyLent", "ToyBought"]}
    assert client.call("toys", "feed", [positions[1], 10, only])["events"] == events[2:]
    other = client.call("toys", "feed", [0, 10, {**only, "types": ["ToyLent"]}])
    assert other == {"events": [], "position": positions[3]}  # looked through, up to what is published
    with pytest.raises(NotAllowed):
        client.call("toys", "feed", [0, 10, call()])
    for wrong in ([-1, 10], [0, 0], ["0", 10], [0, None], [True, 10], [2**70, 1]):
        with pytest.raises((Malformed, ServiceFault)):
            feed(*wrong)
    client.close()


def test_the_contract_describes_itself(client: RpcClient) -> None:
    contract = client.call("toys", "describe")
    assert contract["commands"]["LendToy"]["by"] == ["front_desk", "member"]
    assert contract["commands"]["LendToy"]["refuses"] == ["ToyTaken", "ToyUnknown"]
    assert contract["queries"]["FindToys"]["answers"]["name"] == "ToyRow"


def test_a_door_never_loads_grpc(toys: Toys) -> None:
    """It would freeze the whole process at the first call."""
    maps = Path(f"/proc/{toys.doors[0].process.pid}/maps").read_text()
    assert "psycopg" in maps and "grpc" not in maps


def test_what_a_door_did_can_be_counted(toys: Toys, client: RpcClient) -> None:
    flow = new_id()
    execute(client, "BuyToy", bought(), correlation=flow)
    with pytest.raises(UnknownMessage):
        execute(client, "Stranger" + new_id(), {})
    metrics = toys.doors[0].metrics()
    assert 'commands_total{command="BuyToy",outcome="accepted",service="toys"}' in metrics
    assert 'commands_total{command="unknown",outcome="refused",service="toys"}' in metrics
    assert "Stranger" not in metrics
    [line] = [line for line in toys.doors[0].lines("command answered") if line["correlation"] == flow]
    assert (line["service"], line["outcome"], line["command"]) == ("toys", "accepted", "BuyToy")

"""The door of a real service process, over a real broker and database: what it answers, survives and keeps."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import amqp
import msgspec
import psycopg
import pytest
from kombu.connection import Connection

from shared.broker import MOST_DELIVERIES, RPC_EXCHANGE
from shared.contracts import (
    COACH,
    FRONT_DESK,
    GUEST,
    Actor,
    CommandIdReused,
    Malformed,
    NotAllowed,
    NotYet,
    StoreAway,
    UnknownMessage,
)
from shared.door.requests import MOST_BYTES
from shared.ids import new_id
from shared.rpc import (
    BrokerAway,
    CallFailed,
    RpcClient,
    RpcPool,
    ServiceAway,
    ServiceFault,
    ServiceTimeout,
)
from tests.servers import Broker, Postgres
from tests.shared.toys.contract import ToyTaken, ToyUnknown
from tests.shared.toys.running import Toys, bought, call, member, until

POISON: dict[str, tuple[dict[str, Any], bytes]] = {
    "no content type": ({"content_type": None}, b'{"args": [], "kwargs": {}}'),
    "no reply_to": ({"reply_to": None}, b'{"args": [], "kwargs": {}}'),
    "a reply_to that is no reply key": ({"reply_to": "toys.execute"}, b'{"args": [], "kwargs": {}}'),
    "no properties at all": ({"content_type": None, "reply_to": None, "correlation_id": None}, b""),
    "bad JSON": ({}, b'{"args": ['),
    "an unknown content type": ({"content_type": "application/x-python-serialize"}, b"\x80\x04."),
    "an unknown content encoding": ({"content_encoding": "klingon"}, b'{"args": 1, "kwargs": {}}'),
    "a list as body": ({}, b"[1, 2]"),
    "no arguments": ({}, b"{}"),
    "arguments of the wrong shape": ({}, b'{"args": {}, "kwargs": []}'),
    "an unknown method": ({"routing_key": "toys.explode"}, b'{"args": [], "kwargs": {}}'),
    "a private method": ({"routing_key": "toys._execute"}, b'{"args": [], "kwargs": {}}'),
    "too few arguments": ({}, b'{"args": ["BuyToy"], "kwargs": {}}'),
    "arguments of other names": ({}, b'{"args": [], "kwargs": {"nome": 1}}'),
    "invalid UTF-8": ({}, b'{"args": ["\xff\xfe"], "kwargs": {}}'),
    "a lone surrogate": ({}, rb'{"args": ["\ud800", {}], "kwargs": {}}'),
    "something huge": ({}, b'{"args": ["' + b"x" * MOST_BYTES + b'"], "kwargs": {}}'),
    "something deep": ({}, b'{"args": ' + b"[" * 100_000 + b"]" * 100_000 + b', "kwargs": {}}'),
}
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


@pytest.fixture(scope="module")
def toys(postgres: Postgres, broker: Broker) -> Iterator[Toys]:
    """One door for all tests that leave it as it was."""
    toys = Toys(postgres, broker)
    toys.open()
    yield toys
    toys.close()


@pytest.fixture
def fresh(postgres: Postgres, broker: Broker) -> Iterator[Toys]:
    toys = Toys(postgres, broker)
    yield toys
    toys.close()


@pytest.fixture
def client(toys: Toys) -> Iterator[RpcClient]:
    client = toys.client()
    yield client
    client.close()


def execute(client: RpcClient | RpcPool, name: str, body: Any, **more: Any) -> Any:
    return client.call("toys", "execute", [name, body, call(**more)], timeout=60)


def events_of(toys: Toys) -> int:
    with psycopg.connect(toys.database.app_url) as connection:
        row = connection.execute("SELECT count(*) FROM event").fetchone()
        assert row is not None
        return int(row[0])


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
    march = "2025-03-01T10:00:00+08:00"
    done = execute(client, "BuyToy", bought(), at=march)
    with psycopg.connect(toys.database.app_url) as connection:
        row = connection.execute("SELECT happened_at FROM event WHERE position = %s", [done["position"]]).fetchone()
    assert row == (datetime.fromisoformat(march),)
    for wrong in ((datetime.now(UTC) + timedelta(minutes=1)).isoformat(), "2025-03-01T10:00:00", "soon"):
        with pytest.raises(Malformed):
            execute(client, "BuyToy", bought(), at=wrong)


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


class Sender:
    """Sends raw messages to a service, and awaits what comes back."""

    def __init__(self, url: str) -> None:
        link = Connection(url, connect_timeout=5)
        self.connection = link.transport.establish_connection()
        self.channel = self.connection.channel()
        self.key = new_id()
        queue = self.channel.queue_declare("", exclusive=True).queue
        self.channel.queue_bind(queue, RPC_EXCHANGE, self.key)
        self.channel.basic_consume(
            queue, no_ack=True, callback=lambda m: self.replies.append(msgspec.json.decode(m.body))
        )
        self.replies: list[Any] = []

    def send(self, body: bytes, routing_key: str = "toys.execute", **changed: Any) -> None:
        properties = {"content_type": "application/json", "reply_to": self.key, "correlation_id": "c", **changed}
        given = {name: value for name, value in properties.items() if value is not None}
        self.channel.basic_publish(amqp.Message(body, **given), RPC_EXCHANGE, routing_key)

    def reply(self) -> Any:
        while not self.replies:
            self.connection.drain_events(timeout=10)
        return self.replies.pop(0)

    def parked(self) -> Any:
        channel = self.connection.channel()
        try:
            return channel.basic_get("rpc-toys.parked", no_ack=True)
        except amqp.exceptions.NotFound:  # nothing was ever parked
            return None


@pytest.mark.parametrize(("properties", "body"), POISON.values(), ids=POISON.keys())
def test_poison_is_parked_with_its_reason_and_the_door_stays(
    toys: Toys, client: RpcClient, properties: dict[str, Any], body: bytes
) -> None:
    sender = Sender(toys.broker_url)
    sender.send(body, **properties)
    parked = until(sender.parked, "the message is parked")
    assert parked.headers["reason"] and parked.headers["size"] == len(body)
    assert bytes(parked.body if isinstance(parked.body, bytes) else parked.body.encode()) == body[: 1 << 16]
    if {"reply_to", "correlation_id"}.isdisjoint(properties):
        error = sender.reply()["error"]
        assert error["exc_type"] in ("MalformedRequest", "MethodNotFound", "IncorrectSignature")
    assert execute(client, "BuyToy", bought())["position"], "the door works on"
    sender.connection.collect()


def test_wild_headers_of_a_good_request_do_no_harm(client: RpcClient, toys: Toys) -> None:
    sender = Sender(toys.broker_url)
    body = msgspec.json.encode({"args": [], "kwargs": {}})
    for stack in (7, [1, None], {"a": []}, "x" * 1000, [["deep"]] * 500):
        sender.send(body, "toys.describe", application_headers={"nameko.call_id_stack": stack, "x": [stack]})
        assert sender.reply()["result"]["ok"]["service"] == "toys"
    sender.connection.collect()


def test_a_timestamp_beyond_the_calendar_in_a_header_is_given_up_by_the_broker(toys: Toys, client: RpcClient) -> None:
    """py-amqp cannot read such a frame at all; the broker counts the deliveries."""
    sender = Sender(toys.broker_url)
    message = amqp.Message(b"{}", application_headers={"at": datetime(2000, 1, 1, tzinfo=UTC)})
    table = message._serialize_properties
    message._serialize_properties = lambda: table().replace(b"\x00\x00\x00\x00\x38\x6d\x43\x80", b"\x7f" * 8)
    sender.channel.basic_publish(message, RPC_EXCHANGE, "toys.execute")
    until(lambda: len(toys.doors[0].lines("broker lost")) > MOST_DELIVERIES, "the broker gave it up")
    assert until(lambda: works(client), "the door works on")
    sender.connection.collect()


def works(client: RpcClient | RpcPool) -> bool:
    try:
        return bool(execute(client, "BuyToy", bought())["position"])
    except CallFailed:
        return False


def test_an_answer_to_somebody_who_left_harms_nobody(toys: Toys, client: RpcClient) -> None:
    gone = Sender(toys.broker_url)
    gone.send(msgspec.json.encode({"args": ["Pause", {"seconds": 1}, call()], "kwargs": {}}), "toys.query")
    gone.connection.collect()
    for _ in range(3):
        assert works(client)


def test_one_slow_query_leaves_the_others_at_their_speed(toys: Toys) -> None:
    """Green threads: nine callers get as much done while a tenth waits for the database as without it (≥ 90 %)."""
    pool = RpcPool(toys.broker_url, 10)

    def done_during(slow_seconds: int) -> int:
        ended = threading.Event()
        done = count()

        def work() -> None:
            while not ended.is_set():
                execute(pool, "BuyToy", bought())
                next(done)

        threads = [threading.Thread(target=work) for _ in range(9)]
        for thread in threads:
            thread.start()
        if slow_seconds:
            pool.call("toys", "query", ["Pause", {"seconds": slow_seconds}, call()], timeout=20)
        else:
            threading.Event().wait(2)
        ended.set()
        for thread in threads:
            thread.join()
        return next(done)

    alike = any(done_during(2) >= 0.9 * done_during(0) for _ in range(3))
    pool.close()
    assert alike, "the whole process waits while one query does"


def test_a_stop_finishes_what_is_in_flight_and_leaves_the_rest_to_the_next_door(fresh: Toys) -> None:
    """SIGTERM under load: every command is answered once, by this door or the next; none has two effects."""
    doors = [fresh.open(), fresh.open()]
    pool, bodies = RpcPool(fresh.broker_url, 8), [bought() for _ in range(300)]
    with ThreadPoolExecutor(8) as threads:
        tries = [threads.submit(execute, pool, "BuyToy", body) for body in bodies]
        until(lambda: sum(one.done() for one in tries) > 60, "the doors are at work")
        assert doors[0].terminate() == 0
        answers = [one.result() for one in tries]
    pool.close()
    assert events_of(fresh) == len(bodies) == len({answer["position"] for answer in answers})
    answered = [len(door.lines("command answered")) for door in doors]
    assert sum(answered) == len(bodies), "a command was worked on twice"
    assert min(answered) > 0
    assert not any(answer["repeated"] for answer in answers)


def test_a_stop_waits_for_a_long_answer(fresh: Toys) -> None:
    door, client = fresh.open(), fresh.client()
    with ThreadPoolExecutor(1) as thread:
        slow = thread.submit(client.call, "toys", "query", ["Pause", {"seconds": 3}, call()], 10)
        until(lambda: waiting_in_database(fresh), "the query runs")
        assert door.terminate() == 0
        assert slow.result()["rows"] == [{"seconds": 3}]
    client.close()


def waiting_in_database(toys: Toys) -> bool:
    with psycopg.connect(toys.database.app_url) as connection:
        query = """
            SELECT 1 FROM pg_stat_activity
             WHERE query LIKE '%%pg_sleep($%%' AND datname = %s AND state = 'active' AND pid <> pg_backend_pid()
        """
        return connection.execute(query, [toys.database.name]).fetchone() is not None


def test_without_its_database_the_door_says_so_and_comes_back_with_it(fresh: Toys, postgres: Postgres) -> None:
    door, client = fresh.open(), fresh.client()
    execute(client, "BuyToy", bought())
    with psycopg.connect(postgres.url(), autocommit=True) as admin:
        name = fresh.database.name
        admin.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        with pytest.raises(StoreAway):
            execute(client, "BuyToy", bought())
        assert not door.ready() or until(lambda: not door.ready(), "the door says that it is not ready")
        admin.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
    until(door.ready, "the door is ready again")
    assert until(lambda: recovered(client), "commands work again")
    client.close()


def recovered(client: RpcClient) -> bool:
    try:
        return works(client)
    except StoreAway:
        return False


def test_callers_learn_quickly_that_there_is_no_such_service(toys: Toys, client: RpcClient) -> None:
    with pytest.raises(ServiceAway):
        client.call("nobody", "execute", [], timeout=60)
    assert execute(client, "BuyToy", bought()), "the same connection serves on"


def test_a_request_to_a_stopped_service_ends_with_its_callers_patience(fresh: Toys, broker: Broker) -> None:
    door, client = fresh.open(), fresh.client()
    execute(client, "BuyToy", bought())
    door.terminate()
    with pytest.raises(ServiceTimeout):
        client.call("toys", "execute", ["BuyToy", bought(), call()], timeout=2)
    door = fresh.open()
    assert execute(client, "BuyToy", bought()), "the same connection serves on"
    assert events_of(fresh) == 2, "what nobody waited for any more was not done"
    client.close()


def test_door_and_callers_outlive_a_restart_of_the_broker(fresh: Toys, broker: Broker) -> None:
    door, pool = fresh.open(), RpcPool(fresh.broker_url, 4)
    execute(pool, "BuyToy", bought())
    broker.stop()
    with pytest.raises(BrokerAway):
        execute(pool, "BuyToy", bought())
    broker.start()
    until(door.ready, "the door reads requests again")
    assert until(lambda: works(pool), "commands work again")
    assert door.process.poll() is None
    pool.close()


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

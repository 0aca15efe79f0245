"""What a true server answers, row by row, and what the client makes of it: the stand-in against its specification.

The rows are those of the wire's description that the adapter is built on (docs/kurrentdb.md); each is a test here.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from kurrentdbclient import KurrentDBClient, NewEvent, NewEvents, StreamState
from kurrentdbclient import exceptions as raised
from kurrentdbclient.events import NewRecord, RecordedEvent, StreamStateCheck

from tests.kurrentdb.server import Server

pytestmark = pytest.mark.thorough
MISSING, EXISTING, DELETED, TOMBSTONED = "missing", "existing", "soft-deleted", "tombstoned"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    server = Server("26.1")
    yield server
    server.stop()


@pytest.fixture(scope="module")
def shared_client(server: Server) -> Iterator[KurrentDBClient]:
    client = KurrentDBClient(server.url)
    yield client
    client.close()


@pytest.fixture
def client(shared_client: KurrentDBClient, server: Server) -> KurrentDBClient:
    server.faults.waiting.clear()
    server.faults.calls.clear()
    return shared_client


@pytest.fixture
def name() -> str:
    return f"test.{uuid4()}"


def event(id_: UUID | None = None, data: bytes = b'{"n":1}', **more: Any) -> NewEvent:
    return NewEvent(type="LampLit", data=data, metadata=b'{"actor":"clerk"}', id=id_ or uuid4(), **more)


def make(client: KurrentDBClient, name: str, kind: str) -> None:
    """A stream in one of the four states."""
    if kind != MISSING:
        client.append_to_stream(name, current_version=StreamState.NO_STREAM, events=[event(), event()])
    if kind == DELETED:
        client.delete_stream(name, current_version=1)
    if kind == TOMBSTONED:
        client.tombstone_stream(name, current_version=1)


def one(client: KurrentDBClient, name: str, version: Any) -> int:
    return client.append_to_stream(name, current_version=version, events=event())


def many(client: KurrentDBClient, name: str, version: Any) -> int:
    return client.append_to_stream(name, current_version=version, events=[event(), event()])


WRONG, GONE, FAILED = raised.WrongCurrentVersionError, raised.StreamIsDeletedError, raised.FailedPreconditionError
STATES = {
    MISSING: {StreamState.NO_STREAM: None, StreamState.ANY: None, StreamState.EXISTS: WRONG, 0: WRONG},
    EXISTING: {StreamState.NO_STREAM: WRONG, StreamState.ANY: None, StreamState.EXISTS: None, 1: None, 5: WRONG},
    DELETED: {StreamState.NO_STREAM: None, StreamState.ANY: None, StreamState.EXISTS: GONE, 1: None, 0: WRONG},
    TOMBSTONED: {StreamState.NO_STREAM: GONE, StreamState.ANY: GONE, StreamState.EXISTS: GONE, 1: GONE},
}  # fmt: skip


@pytest.mark.parametrize("call", [one, many], ids=["Append", "BatchAppend"])
@pytest.mark.parametrize(
    ("kind", "version", "error"),
    [(kind, version, error) for kind, versions in STATES.items() for version, error in versions.items()],
)
def test_each_expected_version_against_each_state(
    client: KurrentDBClient, name: str, call: Any, kind: str, version: Any, error: Any
):
    make(client, name, kind)
    if error is GONE and call is one:
        error = FAILED  # over Append the client knows no better
    if error is None:
        assert call(client, name, version) > 0
        return
    with pytest.raises(error) as caught:
        call(client, name, version)
    if error is WRONG:
        assert caught.value.actual_version == (StreamState.NO_STREAM if kind == MISSING else 1)


def test_nothing_is_sent_before_the_first_call(server: Server):
    server.faults.calls.clear()
    client = KurrentDBClient(server.url)
    assert server.faults.calls == {}
    client.close()


def test_several_targets_are_asked_who_leads(server: Server):
    server.faults.calls.clear()
    address = f"127.0.0.1:{server.port}"
    client = KurrentDBClient(f"esdb://{address},{address}?tls=false")
    assert server.faults.calls == {"Gossip": 1}
    client.close()


def test_versions_count_positions_grow_and_can_be_read_at(client: KurrentDBClient, name: str):
    first = client.append_to_stream(name, current_version=StreamState.NO_STREAM, events=event())
    last = client.append_to_stream(name, current_version=0, events=[event(), event()])
    events = client.get_stream(name)
    assert [e.stream_position for e in events] == [0, 1, 2]
    positions = [e.commit_position for e in events]
    assert positions == sorted(set(positions)) == [e.prepare_position for e in events]
    assert (positions[0], positions[2]) == (first, last) and positions[1] > first + 1
    assert [e.commit_position for e in client.read_all(commit_position=first, limit=1)] == [first]


def test_of_many_writers_at_one_version_one_wins(client: KurrentDBClient, name: str):
    won: list[int] = []
    lost: list[Exception] = []

    def write() -> None:
        try:
            won.append(client.append_to_stream(name, current_version=StreamState.NO_STREAM, events=event()))
        except raised.WrongCurrentVersionError as wrong:
            lost.append(wrong)

    threads = [threading.Thread(target=write) for _ in range(8)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert (len(won), len(lost)) == (1, 7)


def test_a_rejected_list_leaves_nothing(client: KurrentDBClient, name: str):
    with pytest.raises(raised.WrongCurrentVersionError):
        client.append_to_stream(name, current_version=3, events=[event(), event()])
    with pytest.raises(raised.NotFoundError):
        client.get_stream(name)


@pytest.mark.parametrize("version", [StreamState.NO_STREAM, StreamState.ANY])
@pytest.mark.parametrize("count", [1, 3])
def test_the_same_ids_again_are_the_same_append(client: KurrentDBClient, name: str, version: Any, count: int):
    events: Any = [event() for _ in range(count)]
    given = events[0] if count == 1 else events
    first = client.append_to_stream(name, current_version=version, events=given)
    client.append_to_stream(name, current_version=count - 1, events=event())  # somebody was there meanwhile
    assert client.append_to_stream(name, current_version=version, events=given) == first
    assert len(client.get_stream(name)) == count + 1


def test_a_part_repeat_is_a_wrong_version(client: KurrentDBClient, name: str):
    known = event()
    client.append_to_stream(name, current_version=StreamState.NO_STREAM, events=known)
    for version in (StreamState.NO_STREAM, StreamState.ANY):
        with pytest.raises(raised.WrongCurrentVersionError):
            client.append_to_stream(name, current_version=version, events=[known, event()])


@pytest.mark.parametrize("call", [one, many], ids=["Append", "BatchAppend"])
def test_an_answer_lost_after_the_commit_still_succeeds(client: KurrentDBClient, server: Server, name: str, call: Any):
    server.faults.add("lost", "Append" if call is one else "BatchAppend")
    assert call(client, name, StreamState.NO_STREAM) > 0
    assert len(client.get_stream(name)) == (1 if call is one else 2)


def test_reading_what_is_not_there(client: KurrentDBClient, name: str):
    for kind, error in ((MISSING, raised.NotFoundError), (DELETED, raised.NotFoundError), (TOMBSTONED, GONE)):
        make(client, f"{name}-{kind}", kind)
        with pytest.raises(error):
            client.get_stream(f"{name}-{kind}")
    assert client.get_current_version(f"{name}-{MISSING}") is StreamState.NO_STREAM
    assert client.get_current_version(f"{name}-{DELETED}") is StreamState.NO_STREAM


def test_reading_from_the_middle_both_ways(client: KurrentDBClient, name: str):
    client.append_to_stream(name, current_version=StreamState.NO_STREAM, events=[event() for _ in range(5)])
    assert [e.stream_position for e in client.get_stream(name, backwards=True, limit=1)] == [4]
    assert [e.stream_position for e in client.get_stream(name, stream_position=3)] == [3, 4]
    assert [e.stream_position for e in client.get_stream(name, stream_position=1, backwards=True)] == [1, 0]
    assert client.get_current_version(name) == 4


def test_a_soft_deleted_stream_goes_on_counting(client: KurrentDBClient, name: str):
    make(client, name, DELETED)
    client.append_to_stream(name, current_version=StreamState.NO_STREAM, events=event())
    assert [e.stream_position for e in client.get_stream(name)] == [2]


@pytest.mark.parametrize("content_type", ["application/json", "application/octet-stream"])
def test_an_event_comes_back_as_it_was(client: KurrentDBClient, name: str, content_type: Any):
    new = NewEvent(type="LampLit", data=b'{"a" : 1}\n', metadata=b"\x00odd", content_type=content_type)
    client.append_to_stream(name, current_version=StreamState.NO_STREAM, events=new)
    (read,) = client.get_stream(name)
    assert (read.id, read.type, read.data, read.metadata) == (new.id, new.type, new.data, new.metadata)
    assert read.content_type == content_type and read.recorded_at is not None
    assert read.recorded_at.tzinfo is not None


def test_only_json_survives_as_a_content_type(client: KurrentDBClient, name: str):
    new = NewEvent(type="A", data=b"x", content_type="text/plain")  # type: ignore[arg-type]
    client.append_to_stream(name, current_version=StreamState.NO_STREAM, events=new)
    assert client.get_stream(name)[0].content_type == "application/octet-stream"


@pytest.mark.parametrize("deletion", ["delete_stream", "tombstone_stream"])
def test_a_deletion_at_the_wrong_version(client: KurrentDBClient, name: str, deletion: str):
    make(client, name, EXISTING)
    with pytest.raises(raised.WrongCurrentVersionError) as caught:
        getattr(client, deletion)(name, current_version=7)
    assert (caught.value.stream_name, caught.value.expected_version, caught.value.actual_version) == (name, 7, 1)
    with pytest.raises(raised.NotFoundError):
        getattr(client, deletion)(f"{name}-{MISSING}", current_version=7)


def test_appends_that_are_too_large(name: str):
    """1 MiB an append before 25.1; over Append the client knows no better than GrpcError, and asks twice."""
    server = Server("24.10")
    client = KurrentDBClient(server.url)
    large = event(data=b"x" * (1 << 20))
    with pytest.raises(raised.GrpcError, match="Maximum Append Size"):
        client.append_to_stream(name, current_version=StreamState.ANY, events=large)
    assert server.faults.calls["Append"] == 2
    with pytest.raises(raised.MaximumAppendSizeExceededError, match=str(1 << 20)):
        client.append_to_stream(name, current_version=StreamState.ANY, events=[large])
    client.close()
    server.stop()


def test_an_event_that_is_too_large(client: KurrentDBClient, server: Server, name: str, monkeypatch: Any):
    monkeypatch.setattr(type(server.release), "event_limit", 1000)
    large = event(data=b"x" * 1001)
    with pytest.raises(raised.GrpcError, match="exceeds Maximum Append Event Size of 1000"):
        client.append_to_stream(name, current_version=StreamState.ANY, events=large)
    with pytest.raises(raised.KurrentDBClientError, match="MaximumAppendEventSizeExceeded"):
        client.append_to_stream(name, current_version=StreamState.ANY, events=[large])


FAULTS = [
    ("unavailable", one, raised.ServiceUnavailableError, 4),
    ("unavailable", many, raised.KurrentDBClientError, 1),
    ("timeout", one, raised.AbortedByServerError, 1),
    ("timeout", many, raised.AppendDeadlineExceededError, 1),
    ("denied", one, raised.AccessDeniedError, 1),
    ("denied", many, raised.AccessDeniedError, 1),
    ("not-leader", one, raised.NodeIsNotLeaderError, 1),
]


@pytest.mark.parametrize(("kind", "call", "error", "tries"), FAULTS)
def test_faults_of_the_server(
    client: KurrentDBClient, server: Server, name: str, kind: str, call: Any, error: Any, tries: int
):
    rpc = "Append" if call is one else "BatchAppend"
    server.faults.add(kind, rpc, times=99)
    with pytest.raises(error) as caught:
        call(client, name, StreamState.ANY)
    assert server.faults.calls[rpc] == tries
    if kind == "not-leader":
        assert (caught.value.host, caught.value.port) == ("127.0.0.1", 2113)


def test_a_server_that_was_away_for_a_moment_is_not_noticed(client: KurrentDBClient, server: Server, name: str):
    server.faults.add("unavailable", "Append", times=2)
    assert one(client, name, StreamState.NO_STREAM) > 0
    assert server.faults.calls["Append"] == 3


def test_a_deadline_ends_a_call(client: KurrentDBClient, name: str):
    subscription = client.subscribe_to_stream(name, timeout=0.3)
    with pytest.raises(raised.GrpcDeadlineExceededError):
        next(subscription)


def test_a_position_that_is_no_record(client: KurrentDBClient, name: str):
    at = one(client, name, StreamState.NO_STREAM)
    with pytest.raises(raised.InvalidCommitPositionError):
        list(client.read_all(commit_position=at - 1))
    with pytest.raises(raised.GrpcError, match="invalid position"):
        next(client.subscribe_to_all(commit_position=at - 1))


def test_all_includes_the_position_forwards_and_excludes_it_backwards(client: KurrentDBClient, name: str):
    positions = [one(client, name, StreamState.ANY) for _ in range(3)]
    forwards = [e.commit_position for e in client.read_all(commit_position=positions[1])]
    backwards = [e.commit_position for e in client.read_all(commit_position=positions[1], backwards=True, limit=1)]
    assert (forwards[:2], backwards) == (positions[1:], positions[:1])


def test_a_new_database_has_system_events_and_hides_some(client: KurrentDBClient):
    names = {e.stream_name for e in client.read_all(filter_exclude=(), filter_include=())}
    assert "$settings" in names and "$epoch-information" not in names


def test_filters_match_prefixes_or_patterns_found_anywhere(client: KurrentDBClient, name: str):
    one(client, f"{name}-left", StreamState.ANY)
    one(client, f"{name}-right", StreamState.ANY)
    by_prefix: Any = {"filter_by_stream_name": True, "filter_by_prefix": True}
    assert len(list(client.read_all(filter_include=(f"{name}-l",), **by_prefix))) == 1
    assert len(list(client.read_all(filter_include=(name,), **by_prefix))) == 2
    ends = list(client.read_all(filter_include=(f"{name}-left", f"{name}-r"), filter_by_stream_name=True))
    assert [e.stream_name for e in ends] == [f"{name}-left"]  # ^A|B$: one matches as a prefix, the other as an end
    assert not list(client.read_all(filter_include=(f"{name}-r", "no"), filter_by_stream_name=True))[1:]


def kinds(events: list[RecordedEvent]) -> list[str]:
    return [type(e).__name__ for e in events]


def take(subscription: Any, count: int) -> list[RecordedEvent]:
    return [next(subscription) for _ in range(count)]


def subscribe(client: KurrentDBClient, name: str, after: int | None, **more: Any) -> Any:
    return client.subscribe_to_all(
        commit_position=after, filter_include=(name,), filter_by_stream_name=True, filter_by_prefix=True,
        include_checkpoints=True, include_caught_up=True, **more,
    )  # fmt: skip


def test_a_subscription_goes_on_behind_its_position_and_tells_when_it_caught_up(client: KurrentDBClient, name: str):
    first, second = (one(client, name, StreamState.ANY) for _ in range(2))
    with subscribe(client, name, first) as subscription:
        caught = take(subscription, 3)
        assert kinds(caught) == ["RecordedEvent", "Checkpoint", "CaughtUp"]
        assert caught[0].commit_position == second == caught[1].commit_position == caught[2].commit_position
        live = one(client, name, StreamState.ANY)
        assert next(subscription).commit_position == live
    with subscribe(client, name, live) as subscription:
        assert kinds(take(subscription, 1)) == ["CaughtUp"]


def test_what_is_filtered_out_moves_the_position_by_checkpoints(client: KurrentDBClient, name: str):
    start = one(client, name, StreamState.ANY)
    with subscribe(client, name, start, window_size=2, checkpoint_interval_multiplier=2) as subscription:
        assert kinds(take(subscription, 1)) == ["CaughtUp"]
        others = [one(client, f"other-{name}", StreamState.ANY) for _ in range(4)]
        checkpoint = next(subscription)
        assert kinds([checkpoint]) == ["Checkpoint"] and checkpoint.commit_position == others[-1]
    with pytest.raises(raised.GrpcError, match="checkpointIntervalMultiplier"):
        take(subscribe(client, name, start, checkpoint_interval_multiplier=0), 1)


def test_an_unfiltered_subscription_has_no_checkpoints(client: KurrentDBClient, name: str):
    at = one(client, name, StreamState.ANY)
    last = one(client, name, StreamState.ANY)
    with client.subscribe_to_all(
        commit_position=at, filter_exclude=(), include_checkpoints=True, include_caught_up=True
    ) as subscription:
        heard = take(subscription, 2)
        assert (kinds(heard), heard[0].commit_position) == (["RecordedEvent", "CaughtUp"], last)


def test_a_subscription_to_a_missing_stream_waits(client: KurrentDBClient, name: str):
    with client.subscribe_to_stream(name) as subscription:
        at = one(client, name, StreamState.ANY)
        assert next(subscription).commit_position == at


def test_a_stopped_subscription_ends(client: KurrentDBClient, name: str):
    one(client, name, StreamState.ANY)
    subscription = subscribe(client, name, None)
    heard = []
    for recorded in subscription:
        heard.append(recorded)
        subscription.stop()
    assert heard


def test_the_servers_death_ends_a_subscription_with_an_error(name: str):
    server = Server()
    client = KurrentDBClient(server.url)
    subscription = subscribe(client, name, None)
    take(subscription, 2)
    server.stop()
    with pytest.raises(raised.KurrentDBClientError):
        next(subscription)
    client.close()


@pytest.mark.parametrize(
    ("release", "told"), [("22.10", None), ("23.10", (False, 0)), ("24.10", (True, 1)), ("26.1", (True, 1))]
)
def test_catching_up_is_told_in_each_releases_form(name: str, release: str, told: Any):
    server = Server(release)
    client = KurrentDBClient(server.url)
    at = one(client, name, StreamState.ANY)
    with subscribe(client, name, None) as subscription:
        heard = take(subscription, 2 if told is None else 3)
        assert kinds(heard)[:2] == ["RecordedEvent", "Checkpoint"]
        if told:
            dated, times = told
            assert (heard[2].recorded_at is not None, heard[2].commit_position) == (dated, at * times)
    client.close()
    server.stop()


def test_persistent_subscriptions_answer_with_their_errors(client: KurrentDBClient, server: Server, name: str):
    with pytest.raises(raised.NotFoundError):
        client.read_subscription_to_stream("group", name)
    client.create_subscription_to_stream("group", name, max_subscriber_count=1)
    with pytest.raises(raised.AlreadyExistsError):
        client.create_subscription_to_stream("group", name)
    reading = client.read_subscription_to_stream("group", name)
    with pytest.raises(raised.MaximumSubscriptionsReachedError):
        client.read_subscription_to_stream("group", name)
    client.delete_subscription("group", stream_name=name)
    with pytest.raises(raised.CancelledError):
        next(reading)
    with pytest.raises(raised.NotFoundError):
        client.delete_subscription("group", stream_name=name)
    client.create_subscription_to_stream("group", name)
    server.groups.failing = True
    with pytest.raises(raised.InternalError):
        client.read_subscription_to_stream("group", name)
    server.groups.failing = False


def session(*parts: NewEvents) -> list[NewEvents]:
    return list(parts)


def test_a_session_appends_to_several_streams_or_none(client: KurrentDBClient, name: str):
    a, b = f"{name}-a", f"{name}-b"
    both = session(NewEvents(a, [event()], StreamState.NO_STREAM), NewEvents(b, [event()], StreamState.NO_STREAM))
    last = client.multi_append_to_stream(both)
    assert client.multi_append_to_stream(both) == last == client.get_stream(b)[0].commit_position
    with pytest.raises(raised.WrongCurrentVersionError) as caught:
        client.multi_append_to_stream([NewEvents(a, [event()], 0), NewEvents(b, [event()], 3)])
    assert (caught.value.stream_name, caught.value.actual_version, caught.value.expected_version) == (b, 0, 3)
    assert len(client.get_stream(a)) == 1
    with pytest.raises(raised.MultiAppendToSameStreamError):
        client.multi_append_to_stream([NewEvents(a, [event()], 0), NewEvents(a.upper(), [event()], 0)])


def test_metadata_of_a_session_comes_back_as_json_with_the_schema(client: KurrentDBClient, name: str):
    client.multi_append_to_stream(NewEvents(name, [event()], StreamState.NO_STREAM))
    (read,) = client.get_stream(name)
    told = json.loads(read.metadata)
    assert told == {"actor": "clerk", "$schema.name": "LampLit", "$schema.format": "Json"}
    assert (read.content_type, read.data) == ("application/json", b'{"n":1}')


def test_records_are_appended_with_checks_of_other_streams(client: KurrentDBClient, name: str):
    a, b, c = (f"{name}-{x}" for x in "abc")
    records = [NewRecord(a, "A", b"{}"), NewRecord(b, "A", b"{}"), NewRecord(a, "A", b"{}")]
    checks = [StreamStateCheck(a, StreamState.NO_STREAM), StreamStateCheck(c, StreamState.NO_STREAM)]
    done = client.append_records(records, checks)
    assert {s.stream_name: s.stream_position for s in done.stream_positions} == {a: 1, b: 0}
    one(client, c, StreamState.NO_STREAM)
    assert client.append_records(records, checks) == done, "a repeat succeeds though a checked stream moved since"
    with pytest.raises(raised.ConsistencyChecksFailedError) as caught:
        client.append_records(
            [NewRecord(a, "A", b"{}")], [StreamStateCheck(a, 7), StreamStateCheck(c, StreamState.NO_STREAM)]
        )
    failures = [f.stream_state_failure for f in caught.value.failures]
    assert [(f.stream_name, f.expected_state, f.actual_state) for f in failures if f] == [(a, 7, 1), (c, -1, 0)]
    with pytest.raises(raised.KurrentDBClientError, match="at least one record"):
        client.append_records([], None)


def test_the_newer_appends_at_deleted_streams_and_beyond_limits(
    client: KurrentDBClient, server: Server, name: str, monkeypatch: Any
):
    make(client, name, TOMBSTONED)
    with pytest.raises(raised.StreamTombstonedError):
        client.multi_append_to_stream(NewEvents(name, [event()], 1))
    with pytest.raises(raised.ConsistencyChecksFailedError):
        client.append_records(NewRecord(name, "A", b"{}"))
    monkeypatch.setattr(type(server.release), "event_limit", 1000)
    with pytest.raises(raised.RecordMaxSizeExceededError):
        client.multi_append_to_stream(NewEvents(f"{name}-2", [event(data=b"x" * 1001)], StreamState.ANY))
    monkeypatch.setattr(type(server.release), "append_limit", 1000)
    with pytest.raises(raised.TransactionMaxSizeExceededError):
        client.multi_append_to_stream(
            NewEvents(f"{name}-2", [event(data=b"x" * 600), event(data=b"x" * 600)], StreamState.ANY)
        )


@pytest.mark.parametrize(("release", "sessions", "records"), [("24.10", False, False), ("25.1", True, False)])
def test_older_releases_do_not_know_the_newer_appends(name: str, release: str, sessions: bool, records: bool):
    server = Server(release)
    client = KurrentDBClient(server.url)
    calls = (
        (sessions, lambda: client.multi_append_to_stream(NewEvents(name, [event()], StreamState.ANY))),
        (records, lambda: client.append_records(NewRecord(name, "A", b"{}"))),
    )
    for known, call in calls:
        if known:
            call()
        else:
            with pytest.raises(raised.GrpcError, match="UNIMPLEMENTED"):
                call()
    client.close()
    server.stop()

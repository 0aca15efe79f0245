"""The older protocol, `event_store.client.streams.Streams`: appends, reads, subscriptions as a true server answers."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import grpc
from google.protobuf import any_pb2, empty_pb2
from kurrentdbclient.protos.google.rpc import code_pb2
from kurrentdbclient.protos.v1 import shared_pb2, status_pb2, streams_pb2, streams_pb2_grpc

from tests.kurrentdb import reading
from tests.kurrentdb.engine import ANY, EXISTS, NO_STREAM, Engine, Event, Proposed, Refused, Verdict, Write
from tests.kurrentdb.faults import Faults
from tests.kurrentdb.limits import Release, TooLarge

STATES = {"no_stream": NO_STREAM, "any": ANY, "stream_exists": EXISTS}
STATUS = grpc.StatusCode


def expected_of(options: Any, group: str, exact: str) -> int:
    kind = options.WhichOneof(group)
    return getattr(options, exact) if kind == exact else STATES[kind]


def proposed_of(message: Any) -> Proposed:
    json = message.metadata["content-type"] == "application/json"
    return Proposed(message.id.string, message.metadata["type"], json, message.data, message.custom_metadata)


def is_deleted(verdict: Verdict) -> bool:
    """Where a true server says StreamDeleted rather than a wrong version."""
    return verdict.tombstoned or (verdict.deleted and verdict.expected == EXISTS)


class Streams(streams_pb2_grpc.StreamsServicer):
    def __init__(self, engine: Engine, faults: Faults, release: Release) -> None:
        self.engine, self.faults, self.release = engine, faults, release

    def Append(self, requests: Iterator[Any], context: Any) -> Any:
        self.faults.before("Append", context)
        options = next(requests).options
        name = options.stream_identifier.stream_name.decode()
        expected = expected_of(options, "expected_stream_revision", "revision")
        try:
            events = self.release.measured([proposed_of(request.proposed_message) for request in requests])
            done = self.engine.append([Write(name, expected, events)])
        except TooLarge as large:
            context.set_trailing_metadata((("exception", large.kind),))
            context.abort(STATUS.INVALID_ARGUMENT, large.text)
        except Refused as refused:
            verdict = refused.failures[0][1]
            if is_deleted(verdict):
                self._deleted(name, context)
            return streams_pb2.AppendResp(wrong_expected_version=wrong_version(verdict))
        self.faults.after("Append", context)
        place = streams_pb2.AppendResp.Position(commit_position=done.position, prepare_position=done.position)
        success = streams_pb2.AppendResp.Success(current_revision=done.revisions[name], position=place)
        return streams_pb2.AppendResp(success=success)

    def _deleted(self, name: str, context: Any) -> None:
        context.set_trailing_metadata((("exception", "stream-deleted"), ("stream-name", name)))
        context.abort(STATUS.FAILED_PRECONDITION, f"Event stream '{name}' is deleted.")

    def BatchAppend(self, requests: Iterator[Any], context: Any) -> Iterator[Any]:
        for request in requests:
            self.faults.count("BatchAppend")
            response = streams_pb2.BatchAppendResp(correlation_id=request.correlation_id)
            response.stream_identifier.CopyFrom(request.options.stream_identifier)
            self._batch(request, response)
            self.faults.after("BatchAppend", context)
            yield response

    def _batch(self, request: Any, response: Any) -> None:
        """One response for each request that is final; errors are a status inside it."""
        name = request.options.stream_identifier.stream_name.decode()
        expected = expected_of(request.options, "expected_stream_position", "stream_position")
        if fault := self.faults.next("BatchAppend", "unavailable", "timeout", "denied"):
            response.error.CopyFrom(BATCH_FAULTS[fault.kind])
            return
        try:
            events = self.release.measured([proposed_of(message) for message in request.proposed_messages])
            done = self.engine.append([Write(name, expected, events)])
        except TooLarge as large:
            response.error.CopyFrom(too_large(large))
        except Refused as refused:
            response.error.CopyFrom(batch_refused(refused.failures[0][1]))
        else:
            place = shared_pb2.AllStreamPosition(commit_position=done.position, prepare_position=done.position)
            response.success.CopyFrom(
                streams_pb2.BatchAppendResp.Success(current_revision=done.revisions[name], position=place)
            )

    def Delete(self, request: Any, context: Any) -> Any:
        position = self._delete("Delete", request, context, for_ever=False)
        place = streams_pb2.DeleteResp.Position(commit_position=position, prepare_position=position)
        return streams_pb2.DeleteResp(position=place)

    def Tombstone(self, request: Any, context: Any) -> Any:
        position = self._delete("Tombstone", request, context, for_ever=True)
        place = streams_pb2.TombstoneResp.Position(commit_position=position, prepare_position=position)
        return streams_pb2.TombstoneResp(position=place)

    def _delete(self, call: str, request: Any, context: Any, for_ever: bool) -> int:
        self.faults.before(call, context)
        name = request.options.stream_identifier.stream_name.decode()
        expected = expected_of(request.options, "expected_stream_revision", "revision")
        try:
            return self.engine.delete(name, expected, for_ever)
        except Refused as refused:
            verdict = refused.failures[0][1]
            if is_deleted(verdict):
                self._deleted(name, context)
            context.set_trailing_metadata(
                (
                    ("exception", "wrong-expected-version"), ("stream-name", name),
                    ("expected-version", str(expected)), ("actual-version", str(verdict.actual)),
                )
            )  # fmt: skip
            context.abort(
                STATUS.FAILED_PRECONDITION,
                f"Delete failed due to WrongExpectedVersion. Stream: {name}, Expected version: {expected},"
                f" Actual version: {verdict.actual}",
            )
        raise AssertionError("abort raises")

    def Read(self, request: Any, context: Any) -> Iterator[Any]:
        self.faults.before("Read", context)
        options = request.options
        sent = self._subscribed if options.WhichOneof("count_option") == "subscription" else self._read
        try:
            yield from sent(options, context)
        except reading.StreamMissing:
            missing = streams_pb2.ReadResp.StreamNotFound(stream_identifier=options.stream.stream_identifier)
            yield streams_pb2.ReadResp(stream_not_found=missing)
        except reading.StreamTombstoned:
            self._deleted(options.stream.stream_identifier.stream_name.decode(), context)

    def _read(self, options: Any, context: Any) -> Iterator[Any]:
        backwards = options.read_direction == streams_pb2.ReadReq.Options.Backwards
        if options.WhichOneof("stream_option") == "stream":
            name = options.stream.stream_identifier.stream_name.decode()
            start = options.stream.revision if options.stream.WhichOneof("revision_option") == "revision" else None
            events = reading.read_stream(self.engine, name, start, backwards, options.count)
        else:
            which = options.all.WhichOneof("all_option")
            start = options.all.position.commit_position if which == "position" else None
            if which == "end" and not backwards:
                return
            try:
                events = reading.read_all(self.engine, start, backwards, options.count, filter_of(options))
            except reading.NoSuchPosition:
                context.abort(STATUS.UNKNOWN, "Unexpected FilteredReadAllResult: InvalidPosition")
        for event in events:
            if self.faults.next("ReadEvent", "unavailable"):
                context.abort(STATUS.UNAVAILABLE, "Socket closed")
            yield event_sent(event)

    def _subscribed(self, options: Any, context: Any) -> Iterator[Any]:
        filtered = options.WhichOneof("filter_option") == "filter"
        every = options.filter.max * options.filter.checkpointIntervalMultiplier if filtered else None
        if every == 0:
            context.abort(STATUS.INVALID_ARGUMENT, "checkpointIntervalMultiplier must be greater than 0.")
        confirmation = streams_pb2.ReadResp.SubscriptionConfirmation(subscription_id=str(uuid.uuid4()))
        yield streams_pb2.ReadResp(confirmation=confirmation)
        for sent in self._subscription(options, every, context):
            if self.faults.next("ReadEvent", "unavailable"):
                context.abort(STATUS.UNAVAILABLE, "Socket closed")
            if isinstance(sent, reading.CaughtUp):
                if response := self.release.caught_up(sent):
                    yield response
            else:
                yield checkpoint_sent(sent) if isinstance(sent, reading.Checkpoint) else event_sent(sent)

    def _subscription(self, options: Any, every: int | None, context: Any) -> Iterator[reading.Sent]:
        engine: Engine = self.engine
        if options.WhichOneof("stream_option") == "stream":
            which = options.stream.WhichOneof("revision_option")
            name = options.stream.stream_identifier.stream_name.decode()
            stream = engine.streams.get(name)
            ends = {"start": -1, "end": stream.last if stream else -1, "revision": options.stream.revision}
            yield from reading.subscribe_to_stream(engine, name, ends[which], context.is_active)
            return
        which = options.all.WhichOneof("all_option")
        after = {"start": -1, "end": engine.log[-1].position, "position": options.all.position.commit_position}[which]
        try:
            reading.check_position(engine, after if which == "position" else None)
        except reading.NoSuchPosition:
            context.abort(STATUS.INVALID_ARGUMENT, "Trying to read from an invalid position.")
        yield from reading.subscribe_to_all(engine, after, filter_of(options), every, context.is_active)


def filter_of(options: Any) -> Callable[[Event], bool]:
    if options.WhichOneof("filter_option") != "filter":
        return reading.everything
    by_stream = options.filter.WhichOneof("filter") == "stream_identifier"
    expression = options.filter.stream_identifier if by_stream else options.filter.event_type
    return reading.Filter(by_stream, tuple(expression.prefix), expression.regex)


def event_sent(event: Event) -> Any:
    proposed = event.proposed
    recorded = streams_pb2.ReadResp.ReadEvent.RecordedEvent(
        id=shared_pb2.UUID(string=proposed.id),
        stream_identifier=shared_pb2.StreamIdentifier(stream_name=event.stream.encode()),
        stream_revision=event.revision,
        prepare_position=event.position,
        commit_position=event.position,
        metadata={
            "type": proposed.type,
            "created": str(event.created),
            "content-type": "application/json" if proposed.json else "application/octet-stream",
        },
        custom_metadata=proposed.metadata,
        data=proposed.data,
    )
    return streams_pb2.ReadResp(event=streams_pb2.ReadResp.ReadEvent(event=recorded, commit_position=event.position))


def checkpoint_sent(checkpoint: reading.Checkpoint) -> Any:
    place = streams_pb2.ReadResp.Checkpoint(commit_position=checkpoint.position, prepare_position=checkpoint.position)
    place.timestamp.GetCurrentTime()
    return streams_pb2.ReadResp(checkpoint=place)


def wrong_version(verdict: Verdict) -> Any:
    wrong = streams_pb2.AppendResp.WrongExpectedVersion()
    if verdict.actual < 0:
        wrong.current_no_stream.SetInParent()
        wrong.no_stream_20_6_0.SetInParent()
    else:
        wrong.current_revision = wrong.current_revision_20_6_0 = verdict.actual
    if verdict.expected >= 0:
        wrong.expected_revision = wrong.expected_revision_20_6_0 = verdict.expected
    elif verdict.expected == NO_STREAM:
        wrong.expected_no_stream.SetInParent()
        wrong.expected_revision_20_6_0 = 2**64 - 1
    elif verdict.expected == EXISTS:
        wrong.expected_stream_exists.SetInParent()
        wrong.stream_exists_20_6_0.SetInParent()
    else:
        wrong.expected_any.SetInParent()
        wrong.any_20_6_0.SetInParent()
    return wrong


def status(code: int, message: str, details: Any) -> Any:
    packed = any_pb2.Any()
    packed.Pack(details)
    return status_pb2.Status(code=code, message=message, details=packed)


def batch_refused(verdict: Verdict) -> Any:
    if is_deleted(verdict):
        name = shared_pb2.StreamIdentifier(stream_name=verdict.stream.encode())
        return status(code_pb2.NOT_FOUND, "StreamDeleted", shared_pb2.StreamDeleted(stream_identifier=name))
    wrong = shared_pb2.WrongExpectedVersion()
    if verdict.actual < 0:
        wrong.current_no_stream.SetInParent()
    else:
        wrong.current_stream_revision = verdict.actual
    kinds = {ANY: wrong.expected_any, EXISTS: wrong.expected_stream_exists, NO_STREAM: wrong.expected_no_stream}
    if verdict.expected >= 0:
        wrong.expected_stream_position = verdict.expected
    else:
        kinds[verdict.expected].SetInParent()
    return status(code_pb2.ALREADY_EXISTS, "WrongExpectedVersion", wrong)


def too_large(large: TooLarge) -> Any:
    if large.kind == "maximum-append-size-exceeded":
        details = shared_pb2.MaximumAppendSizeExceeded(maxAppendSize=large.most)
        return status(code_pb2.INVALID_ARGUMENT, "MaximumAppendSizeExceeded", details)
    unknown = any_pb2.Any(type_url="type.googleapis.com/event_store.client.MaximumAppendEventSizeExceeded")
    return status_pb2.Status(code=code_pb2.INVALID_ARGUMENT, message="MaximumAppendEventSizeExceeded", details=unknown)


BATCH_FAULTS = {
    "unavailable": status(code_pb2.UNAVAILABLE, "Server Is Not Ready", empty_pb2.Empty()),
    "timeout": status(code_pb2.DEADLINE_EXCEEDED, "Timeout", shared_pb2.Timeout()),
    "denied": status(code_pb2.PERMISSION_DENIED, "AccessDenied", shared_pb2.AccessDenied()),
}

"""The newer protocol, `kurrentdb.protocol.v2.streams.StreamsService`: appends to several streams at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import grpc
from google.protobuf import any_pb2, struct_pb2
from google.protobuf.json_format import MessageToJson
from google.rpc import error_details_pb2, status_pb2
from grpc_status import rpc_status
from kurrentdbclient.protos.v2.streams import errors_pb2, streams_pb2, streams_pb2_grpc

from tests.kurrentdb.engine import ANY, DELETED, TOMBSTONED, Engine, Proposed, Refused, Verdict, Write
from tests.kurrentdb.faults import Faults
from tests.kurrentdb.limits import Release

CODES = {code.value[0]: code for code in grpc.StatusCode}


def metadata_of(record: Any) -> bytes:
    """How properties come back to readers of the older protocol."""
    whole = struct_pb2.Struct()
    for name, value in record.properties.items():
        whole.fields[name].CopyFrom(value)
    whole.fields["$schema.name"].string_value = record.schema.name
    json = record.schema.format == streams_pb2.SCHEMA_FORMAT_JSON
    whole.fields["$schema.format"].string_value = "Json" if json else "Bytes"
    return MessageToJson(whole, indent=None).encode()


def proposed_of(record: Any) -> Proposed:
    json = record.schema.format == streams_pb2.SCHEMA_FORMAT_JSON
    return Proposed(record.record_id, record.schema.name, json, record.data, metadata_of(record))


def abort(context: Any, code: grpc.StatusCode, reason: str, message: str, *details: Any) -> None:
    """With rich details, as the newer calls of a true server do."""
    packed = []
    for detail in (error_details_pb2.ErrorInfo(reason=reason, domain="streams"), *details):
        one = any_pb2.Any()
        one.Pack(detail)
        packed.append(one)
    context.abort_with_status(
        rpc_status.to_status(status_pb2.Status(code=code.value[0], message=message, details=packed))
    )


class StreamsService(streams_pb2_grpc.StreamsServiceServicer):
    def __init__(self, engine: Engine, faults: Faults, release: Release) -> None:
        self.engine, self.faults, self.release = engine, faults, release

    def AppendSession(self, requests: Iterator[Any], context: Any) -> Any:
        self.faults.before("AppendSession", context)
        if not self.release.has_sessions:
            context.abort(grpc.StatusCode.UNIMPLEMENTED, "Service is unimplemented.")
        writes: list[Write] = []
        for request in requests:
            if request.stream.lower() in [write.stream.lower() for write in writes]:
                details = errors_pb2.StreamAlreadyInAppendSessionErrorDetails(stream=request.stream)
                text = f"Stream '{request.stream}' already has a different group of messages in this session."
                abort(context, grpc.StatusCode.ABORTED, "STREAM_ALREADY_IN_APPEND_SESSION", text, details)
            expected = request.expected_revision if request.HasField("expected_revision") else ANY
            records = [proposed_of(record) for record in request.records]
            writes.append(Write(request.stream, expected, records))
        if not writes:
            text = "Append session started, but no append requests were sent before ending the session."
            abort(context, grpc.StatusCode.FAILED_PRECONDITION, "APPEND_SESSION_NO_REQUESTS", text)
        self._measure(writes, context)
        try:
            done = self.engine.append(writes)
        except Refused as refused:
            self._conflict(refused.failures[0][1], context)
        self.faults.after("AppendSession", context)
        output = [
            streams_pb2.AppendResponse(stream=name, stream_revision=last) for name, last in done.revisions.items()
        ]
        return streams_pb2.AppendSessionResponse(output=output, position=done.position)

    def _conflict(self, verdict: Verdict, context: Any) -> None:
        name = verdict.stream
        if verdict.tombstoned:
            details = errors_pb2.StreamTombstonedErrorDetails(stream=name)
            text = f"Stream '{name}' has been tombstoned. It has been permanently removed."
            abort(context, grpc.StatusCode.FAILED_PRECONDITION, "STREAM_TOMBSTONED", text, details)
        text = (
            f"Append failed due to a revision conflict on stream '{name}'. Expected revision: {verdict.expected}."
            f" Actual revision: {verdict.actual}."
        )
        conflict = errors_pb2.StreamRevisionConflictErrorDetails(
            stream=name, expected_revision=verdict.expected, actual_revision=verdict.actual
        )
        abort(context, grpc.StatusCode.FAILED_PRECONDITION, "STREAM_REVISION_CONFLICT", text, conflict)

    def _measure(self, writes: Sequence[Write], context: Any) -> None:
        total = 0
        for write in writes:
            for event in write.events:
                if event.size > self.release.event_limit:
                    details = errors_pb2.AppendRecordSizeExceededErrorDetails(
                        stream=write.stream, record_id=event.id, size=event.size, max_size=self.release.event_limit
                    )
                    text = f"The size of record {event.id} exceeds the maximum allowed size"
                    abort(context, grpc.StatusCode.INVALID_ARGUMENT, "APPEND_RECORD_SIZE_EXCEEDED", text, details)
                total += event.size
        if total > self.release.append_limit:
            large = errors_pb2.AppendTransactionSizeExceededErrorDetails(size=total, max_size=self.release.append_limit)
            text = "Transaction size exceeded the maximum allowed size"
            abort(context, grpc.StatusCode.ABORTED, "APPEND_TRANSACTION_SIZE_EXCEEDED", text, large)

    def AppendRecords(self, request: Any, context: Any) -> Any:
        self.faults.before("AppendRecords", context)
        if not self.release.has_records:
            context.abort(grpc.StatusCode.UNIMPLEMENTED, "Service is unimplemented.")
        checks = [check.stream_state for check in request.checks]
        names = [check.stream.lower() for check in checks]
        if not request.records:
            self._invalid("Append records request must contain at least one record.", context)
        if len(set(names)) < len(names):
            self._invalid("Each stream can only appear once in consistency checks.", context)
        expected = {check.stream: check.expected_state for check in checks}
        expected |= {record.stream: ANY for record in request.records if record.stream not in expected}
        places = {name: index for index, name in enumerate(expected)}
        order = [(places[record.stream], proposed_of(record)) for record in request.records]
        writes = [
            Write(name, state, [event for place, event in order if place == places[name]])
            for name, state in expected.items()
        ]
        self._measure(writes, context)
        try:
            done = self.engine.append(writes, order)
        except Refused as refused:
            self._violated(refused, context)
        self.faults.after("AppendRecords", context)
        revisions = [streams_pb2.StreamRevision(stream=name, revision=last) for name, last in done.revisions.items()]
        return streams_pb2.AppendRecordsResponse(position=done.position, revisions=revisions)

    def _invalid(self, text: str, context: Any) -> None:
        abort(context, grpc.StatusCode.INVALID_ARGUMENT, "BAD_REQUEST", text)

    def _violated(self, refused: Refused, context: Any) -> None:
        violations = []
        for index, verdict in refused.failures:
            actual = TOMBSTONED if verdict.tombstoned else DELETED if verdict.deleted else verdict.actual
            state = errors_pb2.ConsistencyViolation.StreamStateViolation(
                stream=verdict.stream, expected_state=verdict.expected, actual_state=actual
            )
            violations.append(errors_pb2.ConsistencyViolation(check_index=index, stream_state=state))
        details = errors_pb2.AppendConsistencyViolationErrorDetails(violations=violations)
        text = "Append failed due to consistency violations."
        abort(context, grpc.StatusCode.FAILED_PRECONDITION, "APPEND_CONSISTENCY_VIOLATION", text, details)

"""Persistent subscriptions, as far as their errors go: groups can be made, joined and dropped, and send nothing."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import grpc
from kurrentdbclient.protos.v1 import persistent_pb2, persistent_pb2_grpc

STATUS = grpc.StatusCode
NAME = "persistent-subscription"


def place_of(options: Any) -> tuple[str, str]:
    """Stream and group, in the older and the newer form of the options."""
    which = options.WhichOneof("stream_option")
    if which == "all":
        return "$all", options.group_name
    name = options.stream.stream_identifier if which == "stream" else options.stream_identifier
    return name.stream_name.decode(), options.group_name


class Groups(persistent_pb2_grpc.PersistentSubscriptionsServicer):
    def __init__(self) -> None:
        self.most: dict[tuple[str, str], int] = {}
        self.readers: dict[tuple[str, str], int] = {}
        self.failing = False

    def _abort(self, context: Any, code: STATUS, text: str, kind: str, place: tuple[str, str]) -> None:
        context.set_trailing_metadata((("exception", kind), ("stream-name", place[0]), ("group-name", place[1])))
        context.abort(code, text)

    def Create(self, request: Any, context: Any) -> Any:
        place = place_of(request.options)
        if place in self.most:
            text = f"Subscription group {place[1]} on stream {place[0]} exists."
            self._abort(context, STATUS.ALREADY_EXISTS, text, f"{NAME}-exists", place)
        self.most[place] = request.options.settings.max_subscriber_count
        return persistent_pb2.CreateResp()

    def Delete(self, request: Any, context: Any) -> Any:
        place = place_of(request.options)
        self._known(place, context)
        del self.most[place]
        return persistent_pb2.DeleteResp()

    def _known(self, place: tuple[str, str], context: Any) -> None:
        if place not in self.most:
            text = f"Subscription group {place[1]} on stream {place[0]} does not exist."
            self._abort(context, STATUS.NOT_FOUND, text, f"{NAME}-does-not-exist", place)

    def Read(self, requests: Iterator[Any], context: Any) -> Iterator[Any]:
        place = place_of(next(requests).options)
        self._known(place, context)
        if self.failing:
            text = f"Subscription group {place[1]} on stream {place[0]} failed: 'out of luck'"
            self._abort(context, STATUS.INTERNAL, text, f"{NAME}-failed", place)
        if self.readers.get(place, 0) >= self.most[place]:
            text = f"Maximum subscriptions reached for subscription group {place[1]} on stream {place[0]}."
            self._abort(context, STATUS.FAILED_PRECONDITION, text, "maximum-subscribers-reached", place)
        self.readers[place] = self.readers.get(place, 0) + 1
        try:
            confirmed = persistent_pb2.ReadResp.SubscriptionConfirmation(subscription_id="::".join(place))
            yield persistent_pb2.ReadResp(subscription_confirmation=confirmed)
            while context.is_active() and place in self.most:
                time.sleep(0.01)
            if context.is_active():
                text = f"Subscription group {place[1]} on stream {place[0]} was dropped."
                self._abort(context, STATUS.CANCELLED, text, f"{NAME}-dropped", place)
        finally:
            self.readers[place] -= 1

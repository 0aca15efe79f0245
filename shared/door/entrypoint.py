"""nameko's part of a door: an RPC entrypoint that no message can kill, and that loses nothing when it is stopped.

nameko's own one dies of a message without content type or reply_to, drops what it cannot decode, waits for a confirm
of each answer, and can hang on a half-open link. This one speaks the same wire format.
"""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

import eventlet
import msgspec
from eventlet.event import Event
from nameko.exceptions import ContainerBeingKilled, serialize
from nameko.extensions import DependencyProvider, Entrypoint, SharedExtension

from shared.door.door import Door, Fault
from shared.door.links import PATIENCE, Answer, Inlet, Parking
from shared.door.requests import Arrived, Poison, read_request
from shared.telemetry import PARKED, Health, logger

log = logger(__name__)
TURN = 1.0  # seconds between two looks at whether to stop, and between heartbeats
DRAIN = 20.0  # seconds that work in flight gets when the service stops
PAUSES = (0.1, 0.5, 1.0, 2.0, 5.0)  # seconds before each next attempt to reach the broker


class Requests(SharedExtension):  # type: ignore[misc]
    """Reads the service's request queue and hands each request to a worker; one for all methods of a service."""

    def __init__(self) -> None:
        super().__init__()
        self.methods: dict[str, Rpc] = {}
        self.signatures: dict[str, inspect.Signature] = {}
        self._connected = self._stopping = False
        self._stopped = Event()

    def register(self, method: Rpc) -> None:
        function = getattr(self.container.service_cls, method.method_name)
        parameters = list(inspect.signature(function).parameters.values())
        self.signatures[method.method_name] = inspect.Signature(parameters[1:])
        self.methods[method.method_name] = method

    def setup(self) -> None:
        self._url, self._service = self.container.config["AMQP_URI"], self.container.service_name
        self._health: Health = self.container.config["HEALTH"]
        self._health.check("broker", lambda: None if self._connected else "not connected")
        self._parking = Parking(self._url, self._service, self.container.config["PRIVATE"])

    def start(self) -> None:
        self.container.spawn_managed_thread(self._run)

    def drain(self) -> None:
        """Stop reading, and return when what was read is done and settled, or after DRAIN seconds."""
        self._stopping = True
        self._stopped.wait()

    def kill(self) -> None:
        self._stopping = True

    def _run(self) -> None:
        failures = 0
        while not self._stopping:
            try:
                self._read(Inlet(self._url, self._service, self.container.max_workers, self._take))
            except Exception as lost:  # also a frame that py-amqp cannot read; the broker counts such deliveries
                failures = 0 if self._connected else failures + 1
                self._connected = False
                log.warning("broker lost", service=self._service, error=type(lost).__name__, why=str(lost))
                self._pause(PAUSES[min(failures, len(PAUSES) - 1)])
        self._parking.close()
        self._stopped.send()

    def _read(self, inlet: Inlet) -> None:
        self._connected = True
        log.info("taking requests", service=self._service)
        try:
            turn = 0.0
            while not self._stopping:
                if time.monotonic() > turn:
                    turn = time.monotonic() + TURN
                    self._keep_alive(inlet)
                inlet.read(TURN)
            inlet.cancel()
            end = time.monotonic() + DRAIN
            while inlet.unsettled and time.monotonic() < end:
                inlet.keep_alive()
                inlet.read(0.05)
            with eventlet.Timeout(PATIENCE, False):
                inlet.close()
        finally:
            inlet.collect()

    def _keep_alive(self, inlet: Inlet) -> None:
        inlet.keep_alive()
        self._parking.keep_alive()
        self._health.tick("requests")

    def _pause(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while not self._stopping and time.monotonic() < end:
            self._health.tick("requests")
            eventlet.sleep(0.1)

    def _take(self, inlet: Inlet, arrived: Arrived, tag: int) -> None:
        """Start work on a message; never waits, for the connection must be read on."""
        try:
            request = read_request(arrived, self.signatures)
        except Poison as poison:
            self.container.spawn_managed_thread(partial(self._park, inlet, arrived, tag, poison))
            return
        try:
            self.container.spawn_worker(
                self.methods[request.method],
                request.args,
                request.kwargs,
                context_data={"call_id_stack": arrived.callers},
                handle_result=partial(self._answer, inlet, arrived, tag),
            )
        except ContainerBeingKilled:
            log.warning("left in the queue", service=self._service)  # unsettled, so it comes to another door

    def _answer(self, inlet: Inlet, arrived: Arrived, tag: int, context: Any, result: Any, exc_info: Any) -> Any:
        """Send a worker's result and settle the message, in the worker's own thread; never raises."""
        self._settle(inlet, arrived, tag, result, exc_info[1] if exc_info else None)
        return result, exc_info

    def _park(self, inlet: Inlet, arrived: Arrived, tag: int, poison: Poison) -> None:
        """Keep poison for an operator, tell its sender if that is possible, and settle it; never raises."""
        reason = str(poison)
        try:
            self._parking.park(arrived, reason, self.container.config["CLOCK"]())
        except Exception as lost:
            log.warning("cannot park", service=self._service, error=type(lost).__name__, why=str(lost))
            eventlet.sleep(TURN)
            return inlet.put_back(tag)
        PARKED.labels(self._service, "rpc").inc()
        log.warning("parked", service=self._service, reason=reason, routing_key=arrived.routing_key)
        return self._settle(inlet, arrived, tag, None, poison)

    def _settle(self, inlet: Inlet, arrived: Arrived, tag: int, result: Any, error: BaseException | None) -> None:
        try:
            payload = payload_of(result, error)
        except (TypeError, ValueError, OverflowError):
            log.exception("no JSON", service=self._service, routing_key=arrived.routing_key)
            payload = payload_of(None, Fault("the answer could not be written"))
        to = arrived.reply_to
        if not inlet.settle(tag, Answer(to, arrived.correlation_id, payload) if to else None):
            log.warning("answer lost", service=self._service, why="its correlation id cannot be sent back")


def payload_of(result: Any, error: BaseException | None) -> bytes:
    """nameko's wire form of a result or an error; of an unforeseen error only the name."""
    told = None
    if isinstance(error, Poison):
        path = f"nameko.exceptions.{error.kind}"
        told = {"exc_type": error.kind, "exc_path": path, "exc_args": [str(error)], "value": str(error)}
    elif error is not None:
        told = serialize(error if isinstance(error, Fault) else Fault(type(error).__name__))
    return msgspec.json.encode({"result": result, "error": told})


class Rpc(Entrypoint):  # type: ignore[misc]
    """Makes a method callable over RPC."""

    requests = Requests()

    def setup(self) -> None:
        self.requests.register(self)

    def stop(self) -> None:
        self.requests.drain()


class OpenDoor(DependencyProvider):  # type: ignore[misc]
    """Gives workers the process's one Door."""

    def get_dependency(self, worker_ctx: Any) -> Door:
        door: Door = self.container.config["DOOR"]
        return door


Method = TypeVar("Method", bound=Callable[..., Any])
rpc: Callable[[Method], Method] = Rpc.decorator


def nameko_service(name: str) -> type:
    """The class that nameko runs as the service `name`."""

    class Service:
        door = OpenDoor()

        @rpc
        def execute(self, name: Any, body: Any, call: Any) -> Any:
            return self.door.execute(name, body, call)

        @rpc
        def query(self, name: Any, params: Any, call: Any) -> Any:
            return self.door.query(name, params, call)

        @rpc
        def feed(self, after: Any, limit: Any, call: Any) -> Any:
            return self.door.feed(after, limit, call)

        @rpc
        def describe(self) -> Any:
            return self.door.describe()

    Service.name = name  # type: ignore[attr-defined]
    return Service

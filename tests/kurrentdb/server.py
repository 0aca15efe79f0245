"""The stand-in on a port of the loopback."""

from __future__ import annotations

from concurrent import futures
from typing import Any

import grpc
from kurrentdbclient.protos.v1 import gossip_pb2, gossip_pb2_grpc, persistent_pb2_grpc, streams_pb2_grpc
from kurrentdbclient.protos.v2.streams import streams_pb2_grpc as v2_grpc

from tests.kurrentdb.engine import Engine
from tests.kurrentdb.faults import Faults
from tests.kurrentdb.groups import Groups
from tests.kurrentdb.limits import Release
from tests.kurrentdb.v1 import Streams
from tests.kurrentdb.v2 import StreamsService

LATEST = "26.1"
THREADS = 200  # each subscription keeps one


class Gossip(gossip_pb2_grpc.GossipServicer):
    """A cluster of one."""

    def __init__(self, faults: Faults) -> None:
        self.faults, self.port = faults, 0

    def Read(self, request: Any, context: Any) -> Any:
        self.faults.before("Gossip", context)
        end = gossip_pb2.EndPoint(address="127.0.0.1", port=self.port)
        member = gossip_pb2.MemberInfo(state=gossip_pb2.MemberInfo.Leader, is_alive=True, http_end_point=end)
        return gossip_pb2.ClusterInfo(members=[member])


class Server:
    """`url` leads to it; `stop()` is a power cut, `start()` brings the same log back on the same port."""

    def __init__(self, release: str = LATEST, port: int = 0) -> None:
        self.release = Release.of(release)
        self.engine, self.faults, self.groups = Engine(), Faults(), Groups()
        self.port = port
        self.start()

    def start(self) -> None:
        options = [("grpc.max_receive_message_length", 16 * 1024 * 1024 - 1), ("grpc.so_reuseport", 0)]
        self._server = grpc.server(futures.ThreadPoolExecutor(THREADS), options=options)
        gossip = Gossip(self.faults)
        streams_pb2_grpc.add_StreamsServicer_to_server(Streams(self.engine, self.faults, self.release), self._server)
        gossip_pb2_grpc.add_GossipServicer_to_server(gossip, self._server)
        persistent_pb2_grpc.add_PersistentSubscriptionsServicer_to_server(self.groups, self._server)
        newer = StreamsService(self.engine, self.faults, self.release)
        v2_grpc.add_StreamsServiceServicer_to_server(newer, self._server)
        self.port = gossip.port = self._server.add_insecure_port(f"127.0.0.1:{self.port}")
        self._server.start()

    @property
    def url(self) -> str:
        return f"kurrentdb://127.0.0.1:{self.port}?tls=false"

    def stop(self) -> None:
        self._server.stop(0).wait()

    def wait(self) -> None:
        self._server.wait_for_termination()

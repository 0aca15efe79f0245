"""A server of ours that is killed is started again, and everybody finds it by themselves."""

from __future__ import annotations

import os
import signal
import uuid
from pathlib import Path

import pytest

from stadion.home import Home
from stadion.platform import Platform
from stadion.servers import Servers
from stadion.supervisor import Supervisor
from tests.e2e.visitor import Visitor
from tests.servers import Broker, Postgres
from tests.waiting import eventually

RECOVERY = 90  # seconds, on a machine that does other things too


def open_venue(office: Visitor, key: str, venue_id: str) -> int:
    names = {"name": "Phoenix", "name_zh": "凤凰馆", "zone": "Asia/Shanghai", "currency": "CNY"}
    answer = office.try_("members", "OpenVenue", key=key, venue_id=venue_id, **names)
    return int(answer.status_code)


@pytest.mark.parametrize("number", [0, 1], ids=["postgres", "rabbitmq"])
def test_a_killed_server_comes_back_and_commands_are_answered_again(
    platform: Platform, office: Visitor, number: int
) -> None:
    server = platform._servers.started()[number]
    others = {name for name in platform.states() if name != server.name}
    said: list[str] = []
    platform._say = said.append
    key, venue_id = str(uuid.uuid4()), str(uuid.uuid4())
    killed = server.child.pid
    os.kill(killed, signal.SIGKILL)
    assert server.child.process.wait(10) == -signal.SIGKILL

    def answered() -> bool:
        platform.watch()
        status = open_venue(office, key, venue_id)
        assert status in (201, 503)
        return status == 201

    eventually(answered, RECOVERY)
    assert said == [f"{server.name} ended with -9, see {server.child.log}"]  # nobody else had to be restarted
    assert server.child.pid != killed
    assert open_venue(office, key, venue_id) == 200  # it took effect once

    def all_ready() -> bool:
        platform.watch()
        return set(platform.states().values()) == {"ready"}

    eventually(all_ready, RECOVERY)
    assert set(platform.states()) == {server.name} | others

    another = str(uuid.uuid4())  # relay, consumers and projector work again: the news reaches another service
    names = {"name": "Ash", "name_zh": "灰馆", "zone": "Asia/Shanghai", "currency": "CNY"}
    opened = office.give("members", "OpenVenue", venue_id=another, **names)

    def heard() -> bool:
        return office.call("GET", f"/api/v1/booking/ListCourses?after={opened}").status_code == 200

    eventually(heard, RECOVERY)


@pytest.mark.servers
def test_servers_that_the_environment_named_are_not_ours_to_restart(
    postgres: Postgres, broker: Broker, tmp_path: Path
) -> None:
    home = Home(tmp_path / "home")
    home.make()
    servers = Servers(home, postgres.url(), broker.vhost())
    servers.start()
    assert servers.started() == []
    supervisor = Supervisor([], {}, tmp_path, servers.started())
    assert (supervisor.watch(), supervisor.states()) == ([], {})

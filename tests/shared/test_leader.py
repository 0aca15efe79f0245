"""The lead of a service whose holder is gone without a word passes to who stands by."""

from __future__ import annotations

import time
from urllib.parse import urlsplit

import pytest

from shared import leader
from tests.faults.proxy import Proxies
from tests.servers import Postgres


def until_told(seconds: float) -> bool:
    time.sleep(0.05)
    return False


def test_a_leader_behind_a_dead_link_does_not_keep_the_lead(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the server nor its kernel hears that the link is dead: only that nothing comes any more."""
    monkeypatch.setattr(leader, "LEASE", 0.5)
    address = urlsplit(postgres.url())
    with Proxies() as proxies:
        link = proxies.link("127.0.0.1", postgres.port or 0)
        through = address._replace(netloc=f"{address.netloc.rpartition(':')[0]}:{link.port}").geturl()
        with leader.leading(lambda: leader.connect(through), "worker of toys", until_told) as lead:
            assert lead is not None
            link.half_open()
            with leader.leading(lambda: leader.connect(postgres.url()), "worker of toys", until_told) as successor:
                assert successor is not None
                successor.beat()

"""A door under load, while it stops, and while its database or its broker is away."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import psycopg
import pytest

from shared.contracts import (
    StoreAway,
)
from shared.rpc import (
    BrokerAway,
    RpcClient,
    RpcPool,
    ServiceAway,
    ServiceTimeout,
)
from tests.servers import Broker, Postgres
from tests.shared.toys.running import Toys, bought, call, events_of, execute, until, works


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

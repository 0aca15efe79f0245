"""F17: everything that is only derived is made again under load, and nobody notices."""

from __future__ import annotations

import json
import threading

from stadion.services import DOMAIN
from tests.faults.conftest import Gate, full
from tests.faults.ending import Row, end, heard_again
from tests.faults.history import History
from tests.faults.load import Venue, load
from tests.faults.stand import Stand
from tests.faults.test_messages import BACKLOG, grow

REPORTS = ("IncomeByKind", "ClassReport", "MemberActivity")


@full
def test_f17_reports_and_views_are_made_again_under_load(
    stand: Stand, venue: Venue, history: History, gate: Gate
) -> None:
    """From the first of 100,000 events on; every question asked meanwhile has an answer."""
    missing = BACKLOG - stand.one("analytics", "SELECT count(*) FROM archive.event")
    if missing > 0:
        grow(stand, venue, missing)
    row = Row("F17 all read models rebuilt, 100,000 events", heard_again(stand))
    over, answered, failed = threading.Event(), [], []

    def ask() -> None:
        visitor = stand.visitor("analyst", history)
        while not over.wait(0.05):
            for report in REPORTS:
                window = {"first": "2026-01-01", "until": "2027-01-01", "venue_id": venue.venue_id}
                rows = visitor.ask("analytics", report, **window)
                (failed if rows is None else answered).append(report)

    with load(stand, history, venue):
        asking = threading.Thread(target=ask)
        asking.start()
        for service in ("analytics", *DOMAIN, "analytics"):
            history.add("fault", what=f"rebuild {service}")
            ran = stand.stadion("rebuild", service, "--json", seconds=600)
            assert ran.returncode == 0, ran.stderr
            assert json.loads(ran.stdout)["differing"] == []
            row.injections += 1
        over.set()
        asking.join()
    end(stand, history, row, quiet=300)
    assert len(answered) > 50
    assert failed == []

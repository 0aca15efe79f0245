"""I4 for the reporting tables: each is what a rebuild from the archive would make of it."""

from __future__ import annotations

from collections.abc import Iterable

from psycopg import connect

from shared import rebuild
from shared.audit import Finding, Violation
from shared.contracts import Event, catalogue
from shared.projections import Projections
from stadion.services import DOMAIN, FOLDER, declaration


def reports(name: str, url: str) -> Finding:
    """As the schema's owner. New events wait until it is compared; questions are answered meanwhile."""
    finding = Finding("I4", name, "the reporting tables are what a rebuild would make of them")
    projections = Projections.read(FOLDER / name / "projections", known_events(DOMAIN))
    with connect(url, autocommit=True, connect_timeout=5, application_name="stadion audit") as connection:
        same = rebuild.compare(connection, projections)
    finding.checked = f"{len(same):,} tables"
    finding.add(Violation(f"{table} differs from its rebuild") for table, equal in same.items() if not equal)
    if not same:
        finding.add([Violation("there is no reporting table")])
    return finding


def known_events(services: Iterable[str]) -> set[str]:
    """The event types of these services."""
    return {event for name in services for event in catalogue.of(declaration(name).name, Event)}

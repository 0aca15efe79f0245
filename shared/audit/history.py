"""One log from its first event to its last, in one snapshot of its database, through every check at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection, IsolationLevel, connect

from shared.audit import Check, Finding, Rows, Violation
from shared.audit.shadow import Shadow
from shared.codec import Codec
from shared.contracts import Event
from shared.log import Recorded
from shared.log.postgres import PostgresTransaction
from shared.log.statements import read_page

EVENTS = 1000  # read and checked at once
BEFORE_ALL = -(2**63)  # a log begins at 1; what was put in front of it is looked at, too

Told = Callable[[int], None]
"""Hears the position that was reached."""

Pairs = list[tuple[Recorded, Event]]


@contextmanager
def session(url: str) -> Iterator[Connection[Any]]:
    """A connection whose transactions see one moment and change nothing but temporary tables; may rest for long."""
    with connect(url, autocommit=True, connect_timeout=5, application_name="stadion audit") as connection:
        connection.execute("SET idle_in_transaction_session_timeout = 0")
        connection.isolation_level = IsolationLevel.REPEATABLE_READ
        yield connection


@dataclass(frozen=True)
class History:
    """A service's log with what reads it: `checks` judge it, `shadow` makes the views anew from it."""

    service: str
    connection: Connection[Any]
    codec: Codec
    checks: Sequence[Check]
    shadow: Shadow

    def audit(self, before: datetime, told: Told = lambda position: None) -> Iterator[Finding]:
        """Inside a transaction. Findings in the order of the checks, what cannot be read first, the views last."""
        unread = Finding("F18", self.service, "every event can be read by this release")
        findings = [Finding(check.invariant, self.service, check.promise) for check in self.checks]
        judged = list(zip(self.checks, findings, strict=True))
        count = first = last = 0
        for page in self._pages():
            pairs = self._decoded(page, unread)
            for check, finding in judged:
                for each in page:
                    finding.add(check.read(each))
                for each, event in pairs:
                    finding.add(check.see(each, event))
            self.shadow.apply(pairs)
            count += len(page)
            first, last = first or page[0].position, page[-1].position
            told(last)
        unread.checked = f"{count:,} events"
        closed = [self._closed(check, finding, before) for check, finding in judged if check.promise]
        for finding in (unread, *closed, self.shadow.compare()):
            finding.first, finding.last = first, last
            yield finding

    def _pages(self) -> Iterator[list[Recorded]]:
        after = BEFORE_ALL
        while page := read_page(self.connection, after, EVENTS):
            after = page[-1].position
            yield page

    def _decoded(self, page: Sequence[Recorded], unread: Finding) -> Pairs:
        """The events of a page; those that cannot be read are found and left out."""
        tx = PostgresTransaction(self.connection, None)
        try:
            return list(zip(page, self.codec.decode(tx, page), strict=True))
        except Exception as fault:
            if len(page) > 1:
                return [pair for each in page for pair in self._decoded([each], unread)]
            unread.add([Violation.at(page[0], f"{type(fault).__name__}: {fault}")])
            return []

    def _closed(self, check: Check, finding: Finding, before: datetime) -> Finding:
        finding.add(check.end(before))
        for question, expected in check.shown().items():
            finding.add(self._differing(question, expected))
        finding.checked = check.checked()
        return finding

    def _differing(self, question: str, expected: Rows) -> Iterator[Violation]:
        with self.connection.transaction():
            self.connection.execute("SET LOCAL search_path = public, pg_temp")  # the tables in use, not the shadow's
            found = set(self.connection.execute(question.encode()).fetchall())
            self.connection.execute("RESET search_path")
        for row in sorted(found ^ set(expected), key=repr):
            yield Violation(f"the tables {'say' if row in found else 'do not say'} {row}, the log says otherwise")

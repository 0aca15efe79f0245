from __future__ import annotations

from collections.abc import Iterator

import pytest

from stadion.embedded.databases import Provisioned
from tests.analytics.telling import Reports, reports, template
from tests.servers import Postgres


@pytest.fixture(scope="session")
def empty_reports(postgres: Postgres) -> Provisioned:
    return template(postgres)


@pytest.fixture
def bi(postgres: Postgres, empty_reports: Provisioned) -> Iterator[Reports]:
    """A database of reports in which nothing has happened yet."""
    with reports(postgres, empty_reports) as made:
        yield made

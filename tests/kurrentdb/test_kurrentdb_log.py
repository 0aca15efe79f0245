"""The log in KurrentDB keeps the contract, at servers of each kind."""

from __future__ import annotations

import pytest

from tests.kurrentdb.stores import KurrentLog
from tests.shared.log_contract import LogContract


class TestKurrentLog(LogContract):
    @pytest.fixture(autouse=True)
    def _log(self, log: KurrentLog) -> None:
        """From this folder's conftest."""

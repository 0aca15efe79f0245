"""The log in memory keeps the contract."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from shared.log.memory import MemoryStore
from tests.shared.log_contract import LogContract


@dataclass
class MemoryLog:
    store: MemoryStore = field(default_factory=MemoryStore)

    def open(self) -> MemoryStore:
        return self.store


class TestMemoryLog(LogContract):
    @pytest.fixture
    def log(self) -> MemoryLog:
        return MemoryLog()

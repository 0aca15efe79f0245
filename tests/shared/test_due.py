"""The clock: what is due is done once."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from shared.contracts import Command, DayRange, Id, Money, Name
from shared.due import Due, commands_of, fields_of
from shared.log.memory import MemoryStore
from tests.shared.lamps import Clock, Faults, counted, counter, deciders


class Counting:
    """The counter's clock over rows that the test sets."""

    def __init__(self) -> None:
        self.faults, self.store = Faults(), MemoryStore()
        self.rows: list[dict[str, Any]] = []
        self.due = self.another()

    def another(self) -> Due:
        service = counter(self.faults)
        commands = commands_of(service, ["CountLight"])
        return Due(service, commands, lambda name, now: self.rows, deciders(service), self.store, Clock())


def test_a_due_command_is_given_once_however_often_it_is_found() -> None:
    it = Counting()
    it.rows = [{"lamp_id": "a"}, {"lamp_id": "b"}]
    it.due.step()
    it.due.step()
    it.another().step()  # after a restart only the log remembers
    assert counted(it.store) == {"a": 1, "b": 1}


def test_what_has_its_answer_costs_no_further_decision_while_it_stays_due() -> None:
    it = Counting()
    it.rows = [{"lamp_id": "a"}]
    it.due.step()
    it.due.deciders = deciders(counter(Faults(refused=None)))  # type: ignore[arg-type]  # whoever asks these fails
    it.due.store = MemoryStore()
    it.due.step()


def test_a_refusal_is_an_answer_too() -> None:
    it = Counting()
    it.rows, it.faults.refused = [{"lamp_id": "a"}], {"a"}
    it.due.step()
    assert len(it.store.decided) == 1
    it.faults.refused.clear()
    it.due.step()
    it.another().step()
    assert (counted(it.store), len(it.store.decided)) == ({}, 1)


def test_a_row_that_is_no_command_does_not_keep_the_others_from_being_done() -> None:
    it = Counting()
    it.rows = [{"lamp_id": ""}, {"lamp_id": "b"}]
    it.due.step()
    assert counted(it.store) == {"b": 1}


def test_a_fault_is_raised_after_everything_else_was_done_and_is_tried_again() -> None:
    it = Counting()
    good, it.due.deciders = it.due.deciders, deciders(counter(Faults(refused=None)))  # type: ignore[arg-type]
    it.rows = [{"lamp_id": "a"}]
    with pytest.raises(TypeError):
        it.due.step()
    it.due.deciders = good
    it.due.step()
    assert counted(it.store) == {"a": 1}


def test_a_file_that_is_named_after_no_command_is_noticed_at_the_start() -> None:
    with pytest.raises(TypeError, match="CountLigth"):
        commands_of(counter(Faults(), Path()), ["CountLigth"])


class RefundLight(Command):
    light_id: Id
    price: Money
    days: DayRange
    reason: Name | None = None


def test_columns_become_fields_as_queries_have_them() -> None:
    row = {
        "light_id": UUID(int=7),
        "price_amount": 500,
        "price_currency": "CNY",
        "days_first": datetime(2025, 3, 1, tzinfo=UTC).date(),
        "days_until": datetime(2025, 3, 4, tzinfo=UTC).date(),
    }
    refund = RefundLight.load(fields_of(RefundLight, row))
    assert (refund.light_id, refund.price, refund.days.days) == (str(UUID(int=7)), Money(500, "CNY"), 3)

"""An entry that does not balance is a fault of the program: it stops before anything is written."""

import pytest

from services.finance import ledger
from tests.finance.examples import CASH, TODAY, cny, placed


def test_an_entry_that_does_not_sum_to_zero_is_never_written():
    odd = [ledger.debit("cash", cny(5)), ledger.credit("advance", cny(4))]
    with pytest.raises(AssertionError, match="'cash': 5, 'advance': -4"):
        ledger.entry(placed, "payment", CASH, TODAY, odd)

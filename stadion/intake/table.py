"""Rows of a CSV or XLSX file, with the line that each stands on."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from python_calamine import CalamineWorkbook

from stadion.problem import Problem


@dataclass(frozen=True)
class Line:
    """One row: `number` counts the lines of the file from 1, the heading included; cells are text by column."""

    number: int
    cells: Mapping[str, str]


class Lines(list[Line]):
    """The rows of a table, with the columns of its heading."""

    def __init__(self, heading: Sequence[str], lines: Iterable[Line]) -> None:
        super().__init__(lines)
        self.columns = frozenset(heading)


def read_table(path: Path) -> Lines:
    """All rows under the heading. Raises Problem for a file that is no table, or whose heading is not unique."""
    if not path.is_file():
        raise Problem(f"{path} is not a file")
    rows = list(_xlsx(path) if path.suffix.lower() == ".xlsx" else _csv(path))
    if not rows:
        raise Problem(f"{path} is empty")
    heading = [cell.strip() for cell in rows[0]]
    if len(set(heading)) < len(heading) or "" in heading:
        raise Problem(f"{path}: every column needs a name of its own in the first line; it has {heading}")
    filled = ((number, row) for number, row in enumerate(rows[1:], 2) if any(cell.strip() for cell in row))
    return Lines(heading, (Line(number, _cells(heading, row)) for number, row in filled))


def _cells(heading: list[str], row: list[str]) -> Mapping[str, str]:
    """The cells by column; what stands beyond the last column is kept under a name that no mapping has."""
    padded = row + [""] * (len(heading) - len(row))
    cells = dict(zip(heading, padded, strict=False))
    return cells | ({BEYOND: ", ".join(padded[len(heading) :])} if len(padded) > len(heading) else {})


BEYOND = "(beyond the last column)"


def _csv(path: Path) -> Iterator[list[str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from csv.reader(file, strict=True)
    except (UnicodeDecodeError, csv.Error) as wrong:
        raise Problem(f"{path} is not CSV in UTF-8: {wrong}") from None


def _xlsx(path: Path) -> Iterator[list[str]]:
    try:
        rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(skip_empty_area=False)
    except Exception as wrong:  # calamine's errors have no common class
        raise Problem(f"{path} is not an XLSX workbook: {wrong}") from None
    for row in rows:
        yield [_text(cell) for cell in row]


def _text(cell: object) -> str:
    """A cell as it would stand in CSV: whole numbers without a point, days and instants in ISO form."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    return str(cell)

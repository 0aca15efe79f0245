"""A table of another system: every row is taken or listed; a second run changes nothing."""

from __future__ import annotations

import csv
import zipfile
from pathlib import Path

import pytest

from shared.contracts import NotAllowed
from shared.rpc import ServiceAway
from stadion.intake.intake import Outcome, count, take, write_report
from stadion.intake.mapping import FileMapping
from stadion.intake.table import read_table
from stadion.problem import Problem

MAPPING = FileMapping.read(Path("docs/examples/fitness_class.toml"))
VENUE = {"venue": "00000000-0000-4000-8000-000000000001"}
HEADING = "booking_id,months_as_member,weight,days_before,day_of_week,time,category,attended\n"


class Platform:
    """Takes commands as the doors do: the same id again is the first answer."""

    def __init__(self):
        self.commands = {}

    def give(self, command, command_id):
        repeated = command_id in self.commands
        self.commands[command_id] = command
        return {"repeated": repeated, "streams": {f"pastbooking-{command.booking_id}": 1}}


def table(tmp_path, rows, name="rows.csv"):
    path = tmp_path / name
    path.write_text(HEADING + rows, encoding="utf-8")
    return read_table(path)


def outcomes(lines, give=None):
    return list(take(lines, MAPPING, VENUE, give))


def test_a_row_becomes_a_command_whatever_the_old_system_called_things(tmp_path):
    platform = Platform()
    lines = table(tmp_path, "7,NA,70,8 days,Fri.,AM,-,1\n7,3,NA,8 days,Fri.,AM,-,1\n")
    assert outcomes(lines, platform.give) == [
        Outcome(2, "unfit", "months_as_member: Missing data for required field."),
        Outcome(3, "taken"),
    ]
    (command,) = platform.commands.values()
    assert (command.weekday, command.days_before, command.category, command.attended) == ("Fri", 8, "-", True)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("1,3,70,8,Frx,AM,Yoga,1", "weekday"),
        ("1,3,70,soon,Fri,AM,Yoga,1", "days_before: 'soon' does not look like"),
        ("1,3,70,8,Fri,AM,Yoga,maybe", "attended: 'maybe' is none of 0, 1"),
        ("1,x,70,8,Fri,AM,Yoga,1", "months_as_member"),
        ("1,3,70,8,Fri,AM,Yoga,1,extra", "more cells than columns: extra"),
        ("1,3,70", "days_before: Missing"),
    ],
)
def test_a_row_that_does_not_fit_is_listed_with_its_line_and_reason(tmp_path, row, reason):
    (outcome,) = outcomes(table(tmp_path, row + "\n"))
    assert (outcome.line, outcome.result) == (2, "unfit")
    assert reason in outcome.reason


def test_a_dry_run_gives_no_command(tmp_path):
    assert count(outcomes(table(tmp_path, "1,3,70,8,Fri,AM,Yoga,1\n"))) == {"would be taken": 1}


def test_a_second_run_changes_nothing(tmp_path):
    platform, lines = Platform(), table(tmp_path, "1,3,70,8,Fri,AM,Yoga,1\n2,3,70,8,Fri,AM,Yoga,0\n")
    assert count(outcomes(lines, platform.give)) == {"taken": 2}
    assert count(outcomes(lines, platform.give)) == {"unchanged": 2}
    assert len(platform.commands) == 2


def test_what_a_service_refuses_or_does_not_hear_is_listed_and_the_rest_goes_on(tmp_path):
    answers = iter([NotAllowed(why="not here"), ServiceAway("booking")])

    def give(command, command_id):
        raise next(answers)

    results = outcomes(table(tmp_path, "1,3,70,8,Fri,AM,Yoga,1\n2,3,70,8,Fri,AM,Yoga,0\n"), give)
    assert [o.result for o in results] == ["refused", "not delivered"]
    assert "not here" in results[0].reason and "again" in results[1].reason
    write_report(tmp_path / "report.csv", results)
    report = list(csv.DictReader((tmp_path / "report.csv").open(encoding="utf-8-sig")))
    assert [row["line"] for row in report] == ["2", "3"]


def test_the_columns_are_those_of_the_heading_whatever_the_rows_hold(tmp_path):
    for rows in ("", "1,3,70,8,Fri,AM,Yoga,1,extra\n"):
        lines = table(tmp_path, rows)
        MAPPING.check_columns(lines.columns)
        assert [outcome.line for outcome in outcomes(lines)] == ([2] if rows else [])


def test_every_column_is_mapped_or_left_out_by_name():
    with pytest.raises(Problem, match="surname is not mapped"):
        MAPPING.check_columns({*HEADING.strip().split(","), "surname"})
    with pytest.raises(Problem, match="weight is not in the file"):
        MAPPING.check_columns({*HEADING.strip().split(",")} - {"weight"})


@pytest.mark.parametrize(
    ("text", "complaint"),
    [("", "empty"), ("a,a\n1,2\n", "name of its own"), ('a,b\n"1,2\n', "not CSV"), ("a,\n1,2\n", "name of its own")],
)
def test_a_file_that_is_no_table_is_refused_whole(tmp_path, text, complaint):
    path = tmp_path / "rows.csv"
    path.write_text(text)
    with pytest.raises(Problem, match=complaint):
        read_table(path)


def test_a_file_in_another_encoding_is_refused_whole(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_bytes("姓名,电话\n".encode("gb18030"))
    with pytest.raises(Problem, match="UTF-8"):
        read_table(path)


def test_a_mapping_to_an_unknown_field_is_refused_whole(tmp_path):
    path = tmp_path / "mapping.toml"
    path.write_text('command = "booking.RecordPastBooking"\n[fields.nothing]\nconstant = 1\n')
    with pytest.raises(Problem, match="no field nothing"):
        FileMapping.read(path)


FORMATS = "http://schemas.openxmlformats.org"
OFFICE = f"{FORMATS}/officeDocument/2006/relationships"
SHEET = f'<worksheet xmlns="{FORMATS}/spreadsheetml/2006/main"><sheetData>{{}}</sheetData></worksheet>'
RELATED = (
    '<Relationships xmlns="{0}/package/2006/relationships">'
    '<Relationship Id="r1" Type="{1}" Target="{2}"/></Relationships>'
)
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{FORMATS}/package/2006/content-types"></Types>',
    "_rels/.rels": RELATED.format(FORMATS, f"{OFFICE}/officeDocument", "xl/workbook.xml"),
    "xl/workbook.xml": f'<workbook xmlns="{FORMATS}/spreadsheetml/2006/main" xmlns:r="{OFFICE}">'
    '<sheets><sheet name="rows" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": RELATED.format(FORMATS, f"{OFFICE}/worksheet", "worksheets/sheet1.xml"),
}


def cell(value: str) -> str:
    if value.isdigit():
        return f"<c><v>{value}</v></c>"
    return f'<c t="inlineStr"><is><t>{value}</t></is></c>'


def test_a_workbook_is_read_like_the_same_table_in_csv(tmp_path):
    rows = [HEADING.strip().split(","), ["1", "3", "70", "8", "Fri", "AM", "Yoga", "1"]]
    sheet = SHEET.format("".join(f"<row>{''.join(cell(v) for v in row)}</row>" for row in rows))
    with zipfile.ZipFile(tmp_path / "rows.xlsx", "w") as workbook:
        for name, text in (PARTS | {"xl/worksheets/sheet1.xml": sheet}).items():
            workbook.writestr(name, text)
    assert read_table(tmp_path / "rows.xlsx") == table(tmp_path, ",".join(rows[1]) + "\n")

"""Members of an older system come in by mapping and dry run, and go again but for whom somebody has built upon."""

from __future__ import annotations

from pathlib import Path

import pytest

from shared.contracts.booking import MemberBookings
from shared.contracts.cards import CardBuiltUpon, CardLots, ImportCard, MemberCards, WithdrawImportedCard
from shared.contracts.members import BuiltUpon, ImportedMembers, WithdrawImported
from shared.ids import new_id
from stadion.intake.intake import Outcome, take
from stadion.intake.mapping import FileMapping, RowUnfit
from stadion.intake.table import read_table
from stadion.intake.undo import Undone, undo

OPTIONS = {"venue": new_id(), "import": new_id()}
HEADING = "old_number,name,phone,email,sex,born,remark\n"
KEPT, CARDS, USED, BOOKED, TAKEN_OVER, SWIPED = (new_id() for _ in range(6))
MEMBERS = (KEPT, CARDS, USED, BOOKED, TAKEN_OVER, SWIPED)


def test_members_are_mapped_and_tried_before_anything_changes(tmp_path: Path) -> None:
    mapping = FileMapping.read(Path("docs/examples/members.toml"))
    file = tmp_path / "members.csv"
    good = "7,张伟,+86 138 0013 8000,,男,1990-05-17,likes tea\n"
    file.write_text(HEADING + good + "8,李娜,139,,女,1990-05-17,\n9,Bo,+8613800138001,,?,,\n", encoding="utf-8")
    lines = read_table(file)
    mapping.check_columns(set(HEADING.strip().split(",")))
    first, second, third = take(lines, mapping, OPTIONS, None)
    assert first == Outcome(2, "would be taken")
    assert (second.result, third.result) == ("unfit", "unfit")
    assert "phone" in second.reason and "sex" in third.reason
    command = mapping.to_command(lines[0], OPTIONS)
    assert vars(command).items() >= {"channel": "import", "import_id": OPTIONS["import"], "sex": "male"}.items()


class Platform:
    """Imported members: free, with a card bought, refused by members itself, with a booking, with an imported card, and
    with one that was swiped."""

    def __init__(self) -> None:
        self.given: list[str] = []

    def ask(self, query):
        match query:
            case ImportedMembers():
                return [{"member_id": m, "number": str(n)} for n, m in enumerate(MEMBERS)]
            case MemberCards(member_id=member_id):
                return [{"card_id": member_id}] * (member_id in (CARDS, TAKEN_OVER, SWIPED))
            case CardLots(card_id=card_id):
                return [{"kind": "import"}, *([{"kind": "renewal"}] * (card_id == CARDS))]
            case MemberBookings(member_id=member_id):
                return [{}] * (member_id == BOOKED)
        return []

    def give(self, command, command_id):
        if isinstance(command, WithdrawImportedCard):
            if command.card_id == SWIPED:
                raise CardBuiltUpon(card_id=SWIPED, what="swipes")
            return self.given.append(command.card_id) or {}
        assert isinstance(command, WithdrawImported)
        if command.member_id == USED:
            raise BuiltUpon(member_id=USED, what="profile")
        self.given.append(command.member_id)
        return {}


def test_an_undo_takes_back_what_is_free_and_lists_what_is_in_use() -> None:
    platform = Platform()
    free, with_card, used, booked, taken_over, swiped = undo(OPTIONS["import"], platform.ask, platform.give)
    assert (free, with_card, booked) == (Undone("0"), Undone("1", "has cards"), Undone("3", "has bookings"))
    assert "profile" in used.stays and "swipes" in swiped.stays
    assert taken_over == Undone("4", cards=1)
    assert platform.given == [KEPT, TAKEN_OVER, TAKEN_OVER], "the card first"


def test_a_dry_run_gives_no_command() -> None:
    platform = Platform()
    assert [undone.stays for undone in undo(OPTIONS["import"], platform.ask, None)] == [
        "",
        "has cards",
        "",
        "has bookings",
        "",
        "",
    ]
    assert platform.given == []


def test_memberships_are_mapped_onto_the_members_of_the_same_import(tmp_path: Path) -> None:
    members, cards = (FileMapping.read(Path(f"docs/examples/{name}.toml")) for name in ("members", "cards"))
    file, people = tmp_path / "cards.csv", tmp_path / "members.csv"
    heading = "old_number,old_card,first_day,ends,left\n"
    file.write_text(heading + "7,A1,2025-01-01,2025-02-01,\n7,A2,2025-01-01,2024-02-01,6\n", encoding="utf-8")
    people.write_text(HEADING + "7,张伟,+86 138 0013 8000,,男,1990-05-17,\n", encoding="utf-8")
    first, second = read_table(file)
    cards.check_columns(set(heading.strip().split(",")))
    options = OPTIONS | {"product": new_id()}
    command = cards.to_command(first, options)
    assert isinstance(command, ImportCard)
    assert (str(command.valid.first), str(command.valid.until), command.left) == ("2025-01-01", "2025-02-01", None)
    (member,) = read_table(people)
    assert command.member_id == members.to_command(member, OPTIONS).member_id  # type: ignore[attr-defined]
    with pytest.raises(RowUnfit, match="valid"):
        cards.to_command(second, options)

"""Taking an import back: who was taken over by mistake and whom nobody has built upon since."""

from __future__ import annotations

from shared.contracts import HEAD_OFFICE, SERVICE, Command, Event, Id, Query, Refusal, Row, Text


class NotOfThisImport(Refusal):
    """An import is taken back member by member, each once."""

    member_id: Id
    import_id: Id
    status = 404
    says = Text(
        "Member {member_id} did not come with the import {import_id}.", "会员 {member_id} 不属于导入批次 {import_id}。"
    )
    remedy = Text("See the members of the import.", "请查看该批次的会员列表。")


class BuiltUpon(Refusal):
    """What somebody did with an imported member is not thrown away."""

    member_id: Id
    what: str
    says = Text("Member {member_id} is in use: {what}.", "会员 {member_id} 已有后续记录：{what}。")
    remedy = Text("Correct this member by hand, or erase them.", "请手工更正，或注销该会员。")


class WithdrawImported(Command, by=(HEAD_OFFICE, SERVICE), refuses=(NotOfThisImport, BuiltUpon)):
    """Undo the registration of one imported member, as if the row had never been; the key of the data is destroyed."""

    member_id: Id
    import_id: Id


class ImportWithdrawn(Event, stream="member-{member_id}", erases="member_id"):
    """A member came by mistake and is none; the phone number becomes free."""

    member_id: Id
    import_id: Id
    phone_index: str


class ImportedRow(Row):
    """A member who came with an import and is still there."""

    member_id: Id
    number: str


class ImportedMembers(Query, by=(HEAD_OFFICE, SERVICE), answers=ImportedRow):
    """All members of one import that was not taken back."""

    import_id: Id

"""A mother and her son: guardianship, a family, who pays; what the desk knows and what they sign."""

from __future__ import annotations

from datetime import timedelta

from shared.contracts import Command
from shared.contracts.members import (
    AcceptAgreement,
    AgreeToPay,
    AnswerExtraField,
    ArchivePanelEntry,
    ChangePhone,
    ChangeProfile,
    CloseFollowUp,
    ConsentForChild,
    CorrectContact,
    DefineExtraField,
    DismissDuplicate,
    EndPaying,
    JoinFamily,
    LeaveFamily,
    LinkGuardian,
    PublishAgreement,
    PublishDocument,
    RecordContact,
    RecordRead,
    SignDocument,
    UnlinkGuardian,
    VoidSignature,
    WriteIntoPanel,
)
from tests.sim.client import Client
from tests.sim.flows.one_person import registers
from tests.sim.flows.scene import COACH, TODAY, VENUES, id_of

FIELD = id_of("extra field")
HERE = {"venue_id": VENUES[0]}


def household(client: Client) -> None:
    mother, son = (id_of(client.name, "record", n) for n in range(2))
    for member_id, born in ((mother, "1980-01-01"), (son, "2015-05-05")):
        registers(client, member_id)
        client.give(ChangeProfile(member_id=member_id, birth_date=born))
    told = [*guarded(mother, son), *together(client, mother, son), *signed(client, mother), *spoken_of(client, mother)]
    for command in told:
        client.sleep(30)
        client.give(command)
        if client.dice.random() < 0.1:
            client.give(client.dice.choice(told))  # out of its turn, or once more


def guarded(mother: str, son: str) -> list[Command]:
    both = {"child_id": son, "guardian_id": mother, **HERE}
    return [
        LinkGuardian(**both, relation="mother", evidence="birth_certificate"),
        ConsentForChild(member_id=mother, child_id=son, purpose="photo", edition="1"),
        UnlinkGuardian(**both, reason="asked for"),
    ]


def together(client: Client, mother: str, son: str) -> list[Command]:
    family = {"family_id": id_of(client.name, "family")}
    pays = {**family, "member_id": mother, "for_id": son}
    return [
        *(JoinFamily(**family, member_id=member_id, **HERE) for member_id in (mother, son)),
        AgreeToPay(**pays),
        EndPaying(**pays, payer_id=mother),
        LeaveFamily(**family, member_id=son),
        DismissDuplicate(member_id=mother, other_id=son, reason="another person"),
    ]


def signed(client: Client, member_id: str) -> list[Command]:
    of, edition = {"member_id": member_id}, "2025"
    text = {"edition": edition, "from_day": TODAY, "text": "You …", "text_zh": "您……"}
    field = {"field_id": FIELD, "from_day": TODAY, "name": "Size", "name_zh": "尺码"}
    phone = f"+8613700137{client.dice.randrange(1000):03d}"
    return [
        PublishAgreement(kind="privacy", **text),
        AcceptAgreement(**of, kind="privacy", edition=edition),
        PublishDocument(kind="waiver", **text),
        SignDocument(**of, kind="waiver", edition=edition, **HERE, signature="Wei"),
        VoidSignature(**of, kind="waiver", reason="forged"),
        DefineExtraField(**field, kind="choice"),
        DefineExtraField(**field, kind="choice", choices=("S", "M")),
        AnswerExtraField(**of, field_id=FIELD, value="S"),
        ChangePhone(**of, phone=phone),
        RecordRead(**of, query="MemberPanel"),
    ]


def spoken_of(client: Client, member_id: str) -> list[Command]:
    of = {"member_id": member_id}
    call, entry = {"contact_id": id_of(client.name, "call")}, {"entry_id": id_of(client.name, "entry")}
    later = TODAY + timedelta(days=3)
    return [
        RecordContact(**call, **of, way="phone", note="wants a coach", follow_up_by=COACH, follow_up_on=later),
        CorrectContact(**call, **of, way="phone", note="wants a plan"),
        CloseFollowUp(**call, **of, note="coach found"),
        WriteIntoPanel(**entry, **of, department="restaurant", kind="complaint", text="cold soup"),
        ArchivePanelEntry(**entry, **of, opinion="true", result="new soup"),
    ]

"""Taking an imported member back, while nobody has built upon it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from services.members import life
from services.members.life import Life
from shared.contracts.members import (
    BuiltUpon,
    CoachAssigned,
    ConsentGiven,
    ContactRecorded,
    DocumentSigned,
    ExtraFieldAnswered,
    FingerprintNoted,
    GuardianLinked,
    ImportWithdrawn,
    MemberRegistered,
    NotOfThisImport,
    PanelWritten,
    PhoneChanged,
    ProfileChanged,
    TieNoted,
    WithdrawImported,
    WorkoutNoted,
)
from shared.decider import Context, Decider

PARTS = (
    "profile", "extra", "consent", "contacts", "panel", "fingerprints", "guardians", "ties", "signatures", "coaching",
    "workouts",
)  # fmt: skip


@dataclass(frozen=True)
class Imported:
    """The import that the member came with, and what was done with the member since."""

    life: Life = field(default_factory=Life)
    import_id: str | None = None
    used: tuple[str, ...] = ()


def streams(wish: WithdrawImported, context: Context) -> Sequence[str]:
    return [life.stream(wish.member_id), *(f"{part}-{wish.member_id}" for part in PARTS)]


def decide(wish: WithdrawImported, imported: Imported, context: Context) -> list[ImportWithdrawn]:
    known = imported.life
    if not known.has_data or imported.import_id != wish.import_id:
        raise NotOfThisImport(member_id=wish.member_id, import_id=wish.import_id)
    used = [*imported.used, *(["merged"] if known.absorbed or known.status == "merged" else [])]
    if used or known.guests:
        raise BuiltUpon(member_id=wish.member_id, what=", ".join(used or ["guest visits"]))
    index = context.blind(known.phone)
    return [ImportWithdrawn(member_id=wish.member_id, import_id=wish.import_id, phone_index=index)]


def evolve(imported: Imported, event: Any) -> Imported:
    match event:
        case MemberRegistered(import_id=import_id):
            imported = Imported(life=imported.life, import_id=import_id)
        case ProfileChanged(at_registration=False):
            return use(imported, "profile")
        case ExtraFieldAnswered(at_registration=False):
            return use(imported, "extra data")
        case ConsentGiven():
            return use(imported, "consent")
        case ContactRecorded():
            return use(imported, "contact")
        case PanelWritten():
            return use(imported, "panel entry")
        case FingerprintNoted():
            return use(imported, "device or card")
        case GuardianLinked() | TieNoted():
            return use(imported, "family")
        case DocumentSigned():
            return use(imported, "signature")
        case CoachAssigned():
            return use(imported, "coaching")
        case WorkoutNoted():
            return use(imported, "attended session")
        case PhoneChanged():
            imported = use(imported, "phone")
    return replace(imported, life=life.evolve(imported.life, event))


def use(imported: Imported, what: str) -> Imported:
    return imported if what in imported.used else replace(imported, used=(*imported.used, what))


IMPORT: Decider[Imported] = Decider((WithdrawImported,), Imported(), streams, decide, evolve)

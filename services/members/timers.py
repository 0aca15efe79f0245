"""What the clock does for members: forgets codes, asks whether data are still right. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from shared.contracts import Event
from shared.contracts.members import (
    AskForConfirmation,
    CodeMade,
    ForgetProof,
    ProfileConfirmed,
    ProofForgotten,
    ProofUsed,
)
from shared.log import Recorded
from shared.timers import ClearTimer, SetTimer, TimerChange


def timers(event: Event, recorded: Recorded) -> Sequence[TimerChange]:
    match event:
        case CodeMade(proof_id=proof_id, expires_at=expires_at):
            return [SetTimer(f"code {proof_id}", expires_at, ForgetProof(proof_id=proof_id))]
        case ProofUsed(proof_id=proof_id) | ProofForgotten(proof_id=proof_id):
            return [ClearTimer(f"code {proof_id}")]
        case ProfileConfirmed(member_id=member_id, ask_again_at=at):
            return [SetTimer(f"confirm {member_id}", at, AskForConfirmation(member_id=member_id))]
    return []

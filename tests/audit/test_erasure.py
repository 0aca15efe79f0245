"""Personal data by the log and the vault: sealed, and of erased persons closed for ever."""

from __future__ import annotations

from dataclasses import replace

from shared.audit import Violation
from shared.audit.erasure import Erasure
from shared.contracts import Event
from shared.contracts.members import MemberErased
from shared.log.memory import MemoryStore
from shared.privacy import MemoryVault, SealedCodec
from tests.audit.judging import LATER, recorded
from tests.members.examples import WEI, phone_claimed, registered

erased = MemberErased(member_id=WEI, phone_index=phone_claimed.phone_index)


def judged(vault: MemoryVault, codec: SealedCodec | None, *events: Event) -> list[Violation]:
    """What the check says of these events; a codec seals them first."""
    check, history = Erasure(vault, None), recorded(*events)  # type: ignore[arg-type]
    if codec:
        with MemoryStore().transaction() as tx:
            bodies = [codec.encode(tx, [event])[0] for event in events]
        history = [replace(each, data=body) for each, body in zip(history, bodies, strict=True)]
    found = [violation for each, event in zip(history, events, strict=True) for violation in check.see(each, event)]
    return [*found, *check.end(LATER)]


def test_sealed_fields_and_a_destroyed_key_keep_the_promise() -> None:
    vault = MemoryVault()
    assert judged(vault, SealedCodec(vault, bytes(32)), registered, erased) == []


def test_a_field_that_lies_open_is_named() -> None:
    found = judged(MemoryVault(), None, registered)
    assert [(violation.position, violation.says) for violation in found] == [
        (1, "name lies open"),
        (1, "phone lies open"),
    ]


def test_a_key_that_came_back_is_named_with_the_erasure() -> None:
    vault = MemoryVault()
    codec = SealedCodec(vault, bytes(32))
    judged(vault, codec, registered)
    kept = dict(vault.keys)
    assert judged(vault, codec, erased) == []
    vault.keys |= kept  # out of a backup
    (violation,) = judged(vault, None, erased)
    assert (violation.position, violation.says) == (1, f"erased {WEI}, whose key is there")

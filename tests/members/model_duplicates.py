"""What tells that two records are one person, and that they are not, by the rules alone; beside the model of lives.

From the README of members and its contract: of a device and a payment card keyed digests are kept, each of a member
once; who looks like another may be two people, such as twins, which is said once.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from shared.contracts import members as c
from tests.machine import Answer, told
from tests.members.model_life import LifeModel


@dataclass
class DuplicatesModel:
    lives: LifeModel
    fingerprints: set[tuple[str, str, str]] = field(default_factory=set)
    dismissed: set[tuple[str, str]] = field(default_factory=set)

    def note(self, wish: c.NoteFingerprint) -> Answer:
        one, against = (wish.member_id, wish.kind, wish.fingerprint), self.lives.not_active(wish.member_id)
        if against or one in self.fingerprints:
            return against or []
        self.fingerprints.add(one)
        return [told(c.FingerprintNoted, member_id=wish.member_id, kind=wish.kind)]

    def dismiss(self, wish: c.DismissDuplicate) -> Answer:
        """What was said of two stays said, whatever becomes of them."""
        if wish.member_id == wish.other_id:
            return {c.MergeWithItself}
        pair, against = (wish.member_id, wish.other_id), self.lives.not_active(wish.member_id, wish.other_id)
        if against or pair in self.dismissed:
            return against or []
        self.dismissed.add(pair)
        return [told(c.DuplicateDismissed, member_id=wish.member_id, other_id=wish.other_id)]

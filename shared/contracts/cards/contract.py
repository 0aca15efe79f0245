"""Membership contracts, as transfers ask for them: which edition a venue has in force, and who signed it when."""

from __future__ import annotations

from shared.contracts import SERVICE, Command, Day, Event, Id, Instant


class NoteContract(Command, by=(SERVICE,)):
    """members published an edition of the membership contract, for the chain or for one venue, whose own stands first."""

    scope: str
    number: int
    edition: str
    from_day: Day
    sign_again_from: Day | None


class ContractNoted(Event, stream="contract-{scope}", unreported="echo"):
    """Who takes a card over signs this edition from `from_day` on; from `sign_again_from` on no earlier one is enough."""

    scope: str
    number: int
    edition: str
    from_day: Day
    sign_again_from: Day | None


class NoteContractSignature(Command, by=(SERVICE,)):
    """members says that a person signed the contract in their own hand, or (`stands` False) that none of theirs binds them."""

    member_id: Id
    scope: str
    number: int
    stands: bool
    signed_at: Instant


class ContractSignatureNoted(Event, stream="contracts-{member_id}", unreported="echo"):
    """In their own hand, so of age, the person signed this edition, then; or is bound by it no longer."""

    member_id: Id
    scope: str
    number: int
    stands: bool
    signed_at: Instant

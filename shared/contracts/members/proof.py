"""Proof that a phone or an e-mail address is a person's own: a code is sent there once and told back in time."""

from __future__ import annotations

from typing import Literal

from shared.contracts import (
    SERVICE,
    Command,
    Email,
    Event,
    Id,
    Instant,
    NetworkAddress,
    Phone,
    Query,
    Refusal,
    Row,
    Text,
)

ProofUse = Literal["register", "claim", "change", "partner"]
CODE_LASTS_MINUTES = 10
MOST_TRIES = 5
MOST_TO_ONE_CONTACT = 5  # codes an hour to one phone or e-mail address
MOST_FROM_ONE_ADDRESS = 20  # codes an hour from one network address: a venue's visitors may share one


class TooManyCodes(Refusal):
    """Codes cost money and patience; whether the contact is known here makes no difference."""

    again_at: Instant
    status = 429
    says = Text("Too many codes were asked for in the last hour.", "一小时内请求验证码次数过多。")
    remedy = Text("Ask again after {again_at}, or register at the desk.", "请在 {again_at} 之后重试，或到前台办理。")


class NothingToProve(Refusal):
    """A code goes to one phone or one e-mail address."""

    status = 422
    says = Text("Give one phone number or one e-mail address.", "请提供一个手机号或一个邮箱。")
    remedy = Text("Name exactly one of the two.", "两者请只填一个。")


class ContactNotProven(Refusal):
    """The code was not told back: wrong, too late, tried too often, or used up; which, only who got it may know."""

    status = 403
    says = Text("This contact is not proven.", "联系方式未通过验证。")
    remedy = Text(
        "Check the code; after ten minutes or five tries, ask for a new one.",
        "请核对验证码；超过 10 分钟或输错 5 次后请重新获取。",
    )


class SendCode(Command, by=(SERVICE,), refuses=(TooManyCodes, NothingToProve)):
    """Make a code for a contact; the gateway fetches and delivers it. Known or not, the answer is the same."""

    proof_id: Id
    phone: Phone | None = None
    email: Email | None = None
    network_address: NetworkAddress


class CodeMade(Event, stream="proof-{proof_id}", person="proof_id", unreported="own use"):
    """A code for a contact is on its way; the code itself stands nowhere: the index key makes it again from the id."""

    proof_id: Id
    contact_index: str
    phone: Phone | None
    email: Email | None
    expires_at: Instant


class CodeCounted(Event, stream="codes-{index}", unreported="own use"):
    """A code was asked for, counted by the digest of the contact or of the network address."""

    index: str
    asked_at: Instant


class CheckCode(Command, by=(SERVICE,), refuses=(ContactNotProven,)):
    """Tell a code back; a wrong one is counted."""

    proof_id: Id
    code: str


class CodeWrong(Event, stream="proof-{proof_id}", unreported="own use"):
    """A wrong code was told."""

    proof_id: Id


class ContactProven(Event, stream="proof-{proof_id}", unreported="own use"):
    """The right code was told in time."""

    proof_id: Id


class ProofUsed(Event, stream="proof-{proof_id}", erases="proof_id", unreported="own use"):
    """What was proven served its purpose once, and the contact that lay beside it is destroyed."""

    proof_id: Id
    use: ProofUse


class ForgetProof(Command, by=(SERVICE,)):
    """A code expired: destroy the contact that it was for."""

    proof_id: Id


class ProofForgotten(Event, stream="proof-{proof_id}", erases="proof_id", unreported="own use"):
    """The contact of an expired code can no longer be read."""

    proof_id: Id


class CodeRow(Row):
    """A code that waits for delivery."""

    phone: Phone | None
    email: Email | None
    code: str


class CodeToDeliver(Query, by=(SERVICE,), answers=CodeRow):
    """Where a code goes and what it is; nothing once it expired or was used."""

    proof_id: Id


class ProofRow(Row):
    """What became of a proof: who the contact belongs to is told only when it was proven."""

    proven: bool
    member_id: Id | None


class ProofState(Query, by=(SERVICE,), answers=ProofRow):
    """Whether a contact is proven, and whose account of the chain it is."""

    proof_id: Id

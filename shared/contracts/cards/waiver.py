"""Waivers, as gates ask for them: which edition a venue's doors demand from which day, and who has signed which."""

from __future__ import annotations

from shared.contracts import SERVICE, Command, Day, Event, Id, Refusal, Text


class WaiverNotSigned(Refusal):
    """Where the policy of its gates says so, a venue lets nobody in who has not signed the waiver in force there.

    `edition` is the one to sign; `since` the day from which it is demanded of who comes.
    """

    edition: str
    since: Day
    says = Text("Waiver {edition} is to be signed since {since}.", "自 {since} 起须签署免责声明 {edition}。")
    remedy = Text(
        "Let the member sign it at the desk or in the app, a guardian for a child; the door opens a second later.",
        "请会员在前台或手机端签署（未成年人由监护人签署），签署后即可入场。",
    )


class WaiverToSign(Refusal):
    """A warning: the waiver is not signed; from `refused_from` on (None: no day is set) that shuts the venue's doors."""

    edition: str
    since: Day
    refused_from: Day | None
    says = Text("Waiver {edition} is to be signed since {since}.", "自 {since} 起须签署免责声明 {edition}。")
    remedy = Text(
        "Let the member sign it now; the day on which doors shut: {refused_from}.",
        "请提醒会员签署；停止入场日：{refused_from}。",
    )


class NoteWaiver(Command, by=(SERVICE,)):
    """members published an edition of a waiver, for the chain or for one venue, whose own stands before the chain's."""

    scope: str
    number: int
    edition: str
    from_day: Day
    sign_again_from: Day | None


class WaiverNoted(Event, stream="waiver-{scope}", unreported="echo"):
    """Doors ask for this edition from `from_day` on; from `sign_again_from` on for it alone (None: earlier ones do too).

    `scope` is `chain` or a venue; `number` counts its editions.
    """

    scope: str
    number: int
    edition: str
    from_day: Day
    sign_again_from: Day | None


class NoteWaiverSignature(Command, by=(SERVICE,)):
    """members says that a signature binds a person, their own or a guardian's, or (`stands` False) does no longer."""

    member_id: Id
    scope: str
    number: int
    stands: bool


class WaiverSignatureNoted(Event, stream="waivers-{member_id}", unreported="echo"):
    """The person's signature under this edition is in force, or is no longer."""

    member_id: Id
    scope: str
    number: int
    stands: bool

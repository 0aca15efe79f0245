"""Codes that stand for a card: one on the phone that rotates and dies, and passes on paper or in a wallet that cannot."""

from __future__ import annotations

from shared.contracts import DEVICE, MEMBER, STAFF, Id, Instant, Query, Refusal, Row, Text


class CodeNotGenuine(Refusal):
    """A code is signed by the chain; this one is not, or was changed."""

    card_id: str
    says = Text("This code is not one of ours.", "此码无效，非本连锁签发。")
    remedy = Text("Open the member's card in the app, and look at who shows it.", "请在应用中打开会员卡，并核对本人。")


class CodeOfAnotherCard(Refusal):
    """A code opens the doors of the card that it was made for."""

    card_id: str
    says = Text("This code belongs to another card.", "此码属于另一张卡。")
    remedy = Text("Swipe the card that the code names.", "请按码所属的卡入场。")


class CodeExpired(Refusal):
    """A code on a phone lives for minutes, so that a picture of it is worth nothing later."""

    shown_at: Instant
    minutes: int
    says = Text(
        "This code was shown at {shown_at}; codes live {minutes} minutes.",
        "此码于 {shown_at} 生成，有效期为 {minutes} 分钟。",
    )
    remedy = Text("Show the code that the phone shows now.", "请出示手机上的最新二维码。")


class CodeUsed(Refusal):
    """A code on a phone opens one door once; a picture of it none."""

    shown_at: Instant
    says = Text("This code of {shown_at} was scanned already.", "{shown_at} 的此码已被使用。")
    remedy = Text("Show the code that the phone shows now.", "请出示手机上的最新二维码。")


class CodeRevoked(Refusal):
    """A replacement or a transfer ends every code that was made before."""

    card_id: str
    says = Text("This code is from before the card was replaced or passed on.", "此码为补卡或转让前的旧码，已失效。")
    remedy = Text(
        "Show the code that the phone shows now, or print the pass anew.", "请出示最新二维码，或重新打印凭证。"
    )


class PassNotTaken(Refusal):
    """A venue may insist on codes that rotate."""

    venue_id: str
    says = Text("This venue takes no printed or wallet passes.", "本场馆不接受纸质或钱包凭证。")
    remedy = Text("Show the code on the phone, or the card itself.", "请出示手机二维码或实体卡。")


class CardCodeRow(Row):
    """What to show as a QR code. A rotating one is replaced by the next in `seconds_left`, and after each scan;
    it dies at `dies_at`, unless the venue says sooner. A pass has neither."""

    card_id: Id
    code: str
    seconds_left: int | None
    dies_at: Instant | None


class CardCode(Query, by=(MEMBER, *STAFF), answers=CardCodeRow):
    """The code that the member's phone shows now. Ask again when `seconds_left` is over, and after each scan."""

    card_id: Id
    member_id: Id


class CardPass(Query, by=(MEMBER, *STAFF), answers=CardCodeRow):
    """A code that does not rotate, to print or to keep in a wallet; it holds until the card is replaced or passed on."""

    card_id: Id
    member_id: Id


class GateKeyRow(Row):
    """A key with which a device checks codes and lists by itself: Ed25519, base64url, over all before the last point."""

    public_key: str
    signs: bool  # it makes the new ones; the others are kept until what they signed is about no more


class GateKeys(Query, by=(DEVICE, *STAFF), answers=GateKeyRow):
    """The keys that check what this chain signs."""

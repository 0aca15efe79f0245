"""Where a code goes: a port to whoever sends messages. No adapter to an SMS or mail provider is there yet."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Protocol

from services.gateway.refusals import NoMessenger

KEPT = 100


@dataclass(frozen=True)
class Message:
    """`to` is a phone number or an e-mail address."""

    to: str
    text: str


class Messenger(Protocol):
    """Sends a message, or raises: NoMessenger, or what the provider answers."""

    def send(self, message: Message) -> None: ...


class Nobody:
    """Stands where no provider is set up."""

    def send(self, message: Message) -> None:
        raise NoMessenger


class Sandbox:
    """Sends nothing: the last messages can be read in the demo, as they would arrive."""

    def __init__(self) -> None:
        self.sent: deque[Message] = deque(maxlen=KEPT)

    def send(self, message: Message) -> None:
        self.sent.append(message)


def code_message(to: str, code: str) -> Message:
    return Message(
        to, f"验证码 {code}，10 分钟内有效，请勿告知他人。Your code is {code}, good for 10 minutes; tell nobody."
    )

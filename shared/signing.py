"""Signatures under what a service hands out and has to know again, such as a code on a phone or a list in a device.

Ed25519: who has the public key can check a signature without asking, and can make none.
"""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


@dataclass(frozen=True)
class Signatures:
    """Made with the first secret, known again with any: so that one can be replaced while what it signed is about."""

    secrets: Sequence[str] = ("",)

    @staticmethod
    def of(secrets: str) -> Signatures:
        """Of secrets with commas between."""
        return Signatures(tuple(secret.strip() for secret in secrets.split(",")))

    @cached_property
    def _keys(self) -> list[Ed25519PrivateKey]:
        seeds = (hashlib.sha256(b"stadion signature\0" + secret.encode()).digest() for secret in self.secrets)
        return [Ed25519PrivateKey.from_private_bytes(seed) for seed in seeds]

    def sign(self, text: str) -> str:
        """
        >>> len(Signatures(("secret",)).sign("text"))
        86
        """
        return _text(self._keys[0].sign(text.encode()))

    def genuine(self, text: str, signature: str) -> bool:
        """Whether this is a signature of `text` by one of the keys; False for anything else, whatever it looks like."""
        return any(_is_by(key, text, signature) for key in self._keys)

    @property
    def public_keys(self) -> list[str]:
        """The keys that check, base64url, the one that signs first."""
        return [_text(key.public_key().public_bytes_raw()) for key in self._keys]


KNOWN_TO_ALL = Signatures()
"""Of services that sign nothing, and of tests: anybody can make these."""


def _is_by(key: Ed25519PrivateKey, text: str, signature: str) -> bool:
    try:
        key.public_key().verify(urlsafe_b64decode(signature.encode() + b"=="), text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")

"""A person's data can be read with that person's key, and with the key's end by nobody.

Personal fields are sealed with AES-256-GCM before they reach the log; the key of each person lies, itself wrapped by a
key from the environment, in the service's own `personal_key` table. A sealed text names its person, event type, schema
and field; all of that is authenticated, so that no sealed text can stand in another's place.
Erasing deletes one row: log, broker, archive and backups of them keep only what nobody can open.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from base64 import b64decode, urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.codec import read_event
from shared.contracts import Event, Row, catalogue
from shared.contracts.fields import encode, personal_fields
from shared.log import Recorded, Transaction
from shared.settings import SettingMissing, Settings

ERASED = "[erased]"
MARK = "sealed:1"
NONCE = 12
BLOCK = 16  # bytes; what is sealed is filled up to whole ones, so that its length does not tell yes from no


class Tampered(Exception):
    """A sealed text or a wrapped key was altered, or the wrapping key is not the one it was wrapped with."""


class Vault(Protocol):
    """Where wrapped keys lie; `connection` is the transaction's own, so a key lives and dies with the events."""

    def fetch(self, connection: Any, persons: Sequence[str]) -> Mapping[str, bytes]: ...
    def add(self, connection: Any, person: str, wrapped: bytes) -> bytes:
        """Keep this key unless the person has one; the key that counts is returned."""
        ...

    def destroy(self, connection: Any, person: str) -> None: ...


class PostgresVault:
    """Keys in the table `personal_key` of the service's own database."""

    def fetch(self, connection: Any, persons: Sequence[str]) -> Mapping[str, bytes]:
        rows = connection.execute("SELECT person, wrapped FROM personal_key WHERE person = ANY(%s)", (list(persons),))
        return {person: bytes(wrapped) for person, wrapped in rows}

    def add(self, connection: Any, person: str, wrapped: bytes) -> bytes:
        row = connection.execute(
            "INSERT INTO personal_key (person, wrapped) VALUES (%s, %s)"
            " ON CONFLICT (person) DO UPDATE SET person = excluded.person RETURNING wrapped",
            (person, wrapped),
        ).fetchone()
        return bytes(row[0])

    def destroy(self, connection: Any, person: str) -> None:
        connection.execute("DELETE FROM personal_key WHERE person = %s", (person,))


class MemoryVault:
    """Keys in a dict, for tests and simulation."""

    def __init__(self) -> None:
        self.keys: dict[str, bytes] = {}

    def fetch(self, connection: Any, persons: Sequence[str]) -> Mapping[str, bytes]:
        return {person: self.keys[person] for person in persons if person in self.keys}

    def add(self, connection: Any, person: str, wrapped: bytes) -> bytes:
        return self.keys.setdefault(person, wrapped)

    def destroy(self, connection: Any, person: str) -> None:
        self.keys.pop(person, None)


@dataclass(frozen=True)
class SealedCodec:
    """The codec of a service with personal data. `random` gives key material and nonces.

    `wrapping`, 32 bytes, wraps; what an `older` one wrapped is opened, too, until `shared.rewrap` is through.
    """

    vault: Vault
    wrapping: bytes
    random: Callable[[int], bytes] = os.urandom
    older: Sequence[bytes] = ()

    def encode(self, tx: Transaction, events: Sequence[Event]) -> Sequence[bytes]:
        for event in events:
            if event.erases:
                self.vault.destroy(tx.connection, getattr(event, event.erases))
        return [self._sealed(tx, event) for event in events]

    def decode(self, tx: Transaction, events: Sequence[Recorded]) -> Sequence[Event]:
        bodies = [(msgspec.json.decode(e.data), names) if (names := _personal_names(e.type)) else None for e in events]
        opened = iter(self._opened(tx.connection, [body for body in bodies if body]))
        return [
            read_event(e.type, e.schema, msgspec.json.encode(next(opened)) if body else e.data)
            for e, body in zip(events, bodies, strict=True)
        ]

    def reveal(self, connection: Any, rows: Sequence[Row]) -> Sequence[Row]:
        """The rows with their personal fields opened, or `[erased]` where the person's key is gone."""
        bodies = [
            ({n: getattr(row, n) for n in personal_fields(type(row))}, personal_fields(type(row))) for row in rows
        ]
        return [replace(row, **body) for row, body in zip(rows, self._opened(connection, bodies), strict=True)]

    def _opened(self, connection: Any, rows: Sequence[tuple[Mapping[str, Any], Sequence[str]]]) -> list[dict[str, Any]]:
        persons = {_person(row[name]) for row, names in rows for name in names if row.get(name) is not None}
        wrapped = self.vault.fetch(connection, sorted(persons)) if persons else {}
        keys = {person: self._unwrap(person, key) for person, key in wrapped.items()}
        return [
            dict(row) | {name: self._open(row[name], keys) for name in names if row.get(name) is not None}
            for row, names in rows
        ]

    def _sealed(self, tx: Transaction, event: Event) -> bytes:
        body = event.wire()
        names = [name for name in personal_fields(type(event)) if body[name] is not None]
        if names:
            assert event.person is not None
            person = str(body[event.person])
            cipher = AESGCM(self._key(tx.connection, person))
            for name in names:
                head = f"{MARK}:{person}:{type(event).__name__}.{event.version}.{name}:"
                nonce = self.random(NONCE)
                body[name] = head + _text(nonce + cipher.encrypt(nonce, _filled(str(body[name])), head.encode()))
        return encode(body)

    def _key(self, connection: Any, person: str) -> bytes:
        known = self.vault.fetch(connection, [person]).get(person)
        return self._unwrap(person, known or self.vault.add(connection, person, self._new_key(person)))

    def _new_key(self, person: str) -> bytes:
        return self._wrap(person, self.random(32))

    def _wrap(self, person: str, key: bytes) -> bytes:
        nonce = self.random(NONCE)
        return nonce + AESGCM(self.wrapping).encrypt(nonce, key, person.encode())

    def _unwrap(self, person: str, wrapped: bytes) -> bytes:
        for wrapping in (self.wrapping, *self.older):
            if (key := _unwrapped(wrapping, person, wrapped)) is not None:
                return key
        raise Tampered(f"the key of {person}")

    def rewrapped(self, person: str, wrapped: bytes) -> bytes | None:
        """The same key wrapped by the newest wrapping key; None if it is already. Raises Tampered."""
        if _unwrapped(self.wrapping, person, wrapped) is not None:
            return None
        return self._wrap(person, self._unwrap(person, wrapped))

    def _open(self, sealed: str, keys: Mapping[str, bytes]) -> str:
        key = keys.get(_person(sealed))
        if key is None:
            return ERASED
        head, _, payload = sealed.rpartition(":")
        raw = urlsafe_b64decode(payload)
        try:
            return AESGCM(key).decrypt(raw[:NONCE], raw[NONCE:], f"{head}:".encode()).decode().rstrip(" ")
        except InvalidTag:
            raise Tampered(head) from None


def blind_index(key: bytes) -> Callable[[str], str]:
    """A keyed digest of personal text: equal for equal text, and nothing more can be told from it without the key."""
    return lambda text: hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def private_parts(settings: Settings) -> tuple[SealedCodec, Callable[[str], str]]:
    """The codec and the blind index of a service with personal data, with the keys that the environment gives."""
    wrapping, *older = map(_key_of, settings.personal_key_encryption_key.split(","))
    codec = SealedCodec(PostgresVault(), wrapping, older=older)
    return codec, blind_index(_key_of(settings.personal_index_key))


def _unwrapped(wrapping: bytes, person: str, wrapped: bytes) -> bytes | None:
    try:
        return AESGCM(wrapping).decrypt(wrapped[:NONCE], wrapped[NONCE:], person.encode())
    except InvalidTag:
        return None


def _key_of(base64: str) -> bytes:
    key = b64decode(base64.strip())
    if len(key) != 32:
        raise SettingMissing("a personal key is 32 bytes in base64")
    return key


def _personal_names(type_: str) -> Sequence[str]:
    cls = catalogue.event(type_)
    return personal_fields(cls) if cls else ()


def _person(sealed: str) -> str:
    return sealed.split(":", 3)[2]


def _filled(text: str) -> bytes:
    """With blanks behind it, which no text of a message ends in."""
    raw = text.encode()
    return raw.ljust(-(-len(raw) // BLOCK) * BLOCK)


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode()

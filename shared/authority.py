"""Who acts, proven by a short-lived signed token, and whether that person may. Deny by default. Pure.

The gateway (or a service, for itself) signs; the service that owns the message verifies.
"""

from __future__ import annotations

import base64
import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.types import Options

from shared.contracts import GUEST, HEAD_OFFICE, MEMBER, Actor, Command, Message, NotAllowed, Query, Role
from shared.contracts.fields import personal_fields

LIFETIME = 60  # seconds; a token that claims to live longer is not accepted
CLOCKS_DIFFER = 5  # seconds by which the signer's clock may be ahead
REMEMBERED = 4096  # verified tokens; checking a signature costs about 100 microseconds
ALGORITHM = "EdDSA"
CHECKS: Options = {  # the clock is an argument here, so times are checked by Proven
    "verify_exp": False,
    "verify_iat": False,
    "verify_nbf": False,
    "strict_aud": True,
}


def encode_key(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def decode_key(text: str) -> bytes:
    """The 32 bytes of an Ed25519 key; raises ValueError for anything else."""
    raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if len(raw) != 32:
        raise ValueError("an Ed25519 key has 32 bytes")
    return raw


def public_key(private: str) -> str:
    """The public half of a private key, both as base64url text of 32 bytes."""
    key = Ed25519PrivateKey.from_private_bytes(decode_key(private))
    return encode_key(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))


@dataclass(frozen=True)
class TrustedKey:
    """A public key and the roles that its holder may vouch for; a partner's makes nobody head office."""

    public: str
    roles: frozenset[Role]

    @staticmethod
    def ring(config: Mapping[str, Mapping[str, Any]]) -> dict[str, TrustedKey]:
        """Keys by id from `{kid: {"public": base64url, "roles": [role, …]}}`."""
        return {
            kid: TrustedKey(str(key["public"]), frozenset(Role(role) for role in key["roles"]))
            for kid, key in config.items()
        }


class Signer:
    """Vouches for actors with one private key (base64url text), known to verifiers as `kid`."""

    def __init__(self, kid: str, private: str) -> None:
        self.kid = kid
        self._key = Ed25519PrivateKey.from_private_bytes(decode_key(private))

    def token(self, actor: Actor, audience: str, now: datetime) -> str:
        """A token for one service, good for a minute from `now`."""
        issued = int(now.timestamp())
        claims = {"aud": audience, "sub": actor.id, "iat": issued, "exp": issued + LIFETIME}
        claims |= {"roles": list(actor.roles), "venues": actor.venues, "member_id": actor.member_id}
        return jwt.encode(claims, self._key, algorithm=ALGORITHM, headers={"kid": self.kid})


def not_valid(why: str) -> NotAllowed:
    return NotAllowed(why=f"the proof of identity {why}")


@dataclass(frozen=True)
class Proven:
    """A token whose signature, audience and roles were checked; only its time is left to check."""

    actor: Actor
    audience: str
    issued: int
    expires: int

    def at(self, now: datetime) -> Actor:
        moment = now.timestamp()
        if moment >= self.expires:
            raise not_valid("has expired")
        if moment < self.issued - CLOCKS_DIFFER:
            raise not_valid("is not valid yet")
        return self.actor


class Verifier:
    """Turns tokens back into actors; remembers the last few thousand that it has checked."""

    def __init__(self, keys: Mapping[str, TrustedKey]) -> None:
        self._roles = {kid: key.roles for kid, key in keys.items()}
        self._keys = {kid: Ed25519PublicKey.from_public_bytes(decode_key(key.public)) for kid, key in keys.items()}
        self._proven: dict[str, Proven] = {}

    def actor(self, token: str, audience: str, now: datetime) -> Actor:
        """The actor whom `token` names to the service `audience`; raises NotAllowed."""
        proven = self._proven.get(token)
        if proven is None:
            proven = self._prove(token, audience)
            actor = proven.at(now)
            if len(self._proven) >= REMEMBERED:
                self._proven.clear()
            self._proven[token] = proven
            return actor
        if proven.audience != audience:
            raise not_valid("is meant for another service")
        return proven.at(now)

    def _prove(self, token: str, audience: str) -> Proven:
        try:
            kid = str(jwt.get_unverified_header(token).get("kid"))
            claims = jwt.decode(token, self._keys[kid], [ALGORITHM], CHECKS, audience=audience)
            proven = self._read(claims, audience)
        except (jwt.PyJWTError, KeyError, TypeError, ValueError):
            raise not_valid("is not genuine") from None
        if not self._roles[kid].issuperset(proven.actor.roles):
            raise not_valid("claims a role that its issuer cannot give")
        if proven.expires - proven.issued > LIFETIME:
            raise not_valid("lives too long")
        return proven

    @staticmethod
    def _read(claims: Mapping[str, Any], audience: str) -> Proven:
        venues, member = claims["venues"], claims["member_id"]
        actor = Actor(
            id=str(claims["sub"]),
            roles=tuple(Role(str(role)) for role in claims["roles"]),
            venues=None if venues is None else tuple(str(venue) for venue in venues),
            member_id=None if member is None else str(member),
        )
        return Proven(actor, audience, int(claims["iat"]), int(claims["exp"]))


def allow(actor: Actor, message: Command | Query) -> None:
    """Let `actor` give this command or ask this query, or raise NotAllowed.

    One of the actor's roles must stand in `by`. A `venue_id` must be one of the actor's venues (head office:
    any); left open, it asks for the whole chain. Who comes as a member only must be the `member_id` themself.
    """
    roles = [role for role in actor.roles if role in message.by]
    if not roles:
        raise NotAllowed(why="your role may not do this")
    fields = vars(message)
    if "venue_id" in fields and HEAD_OFFICE not in roles:
        check_venue(actor, fields["venue_id"])
    own = actor.member_id is not None and fields.get("member_id") == actor.member_id
    if roles == [MEMBER] and not own and not is_open(type(message)):
        raise NotAllowed(why="members may do this for themselves only")


def check_venue(actor: Actor, venue_id: str | None) -> None:
    if actor.venues is None or venue_id in actor.venues:
        return
    if venue_id is None:
        raise NotAllowed(why="name one of your venues")
    raise NotAllowed(why="this is not one of your venues")


def is_open(message: type[Command | Query]) -> bool:
    """Whether it concerns no particular member: a command that even guests may give, a question without people."""
    if "member_id" in field_names(message):
        return False
    if issubclass(message, Query):
        return "member_id" not in field_names(message.answers) and not personal_fields(message.answers)
    return GUEST in message.by


def field_names(message: type[Message]) -> set[str]:
    return {field.name for field in dataclasses.fields(message)}  # type: ignore[arg-type]


def check_guarded(messages: Iterable[type[Command | Query]]) -> None:
    """Raise TypeError for a message that members may give but that does not say for which member."""
    for message in messages:
        if MEMBER in message.by and not is_open(message) and "member_id" not in field_names(message):
            raise TypeError(f"{message.__name__}: a message by MEMBER needs a field member_id")

"""The keys of a platform on one machine: random, made once, kept in its folder."""

from __future__ import annotations

import base64
import json
import secrets

from shared.authority import encode_key, public_key
from shared.contracts.roles import DEVICE, EVERYONE, PROVIDER, SERVICE, Role
from stadion.home import Home
from stadion.services import OPERATOR, SERVICES

PEOPLE = (*EVERYONE, DEVICE, PROVIDER)


def vouches_for(name: str) -> tuple[Role, ...]:
    """For whom the holder of the key of this name may speak: a service for itself, the edge for people as well."""
    return (*PEOPLE, SERVICE) if name in ("gateway", OPERATOR) else (SERVICE,)


def environment(home: Home) -> dict[str, str]:
    """The variables that hold keys, as `Settings` reads them."""
    signing = {name: home.secret(f"{name}-actor-key", _signing_key) for name in (*SERVICES, OPERATOR)}
    ring = {name: {"public": public_key(key), "roles": vouches_for(name)} for name, key in signing.items()}
    return {
        **{f"{name.upper()}_ACTOR_PRIVATE_KEY": key for name, key in signing.items()},
        "ACTOR_PUBLIC_KEYS": json.dumps(ring),
        "PERSONAL_KEY_ENCRYPTION_KEY": home.secret("personal-key-encryption-key", _wrapping_key),
        "PERSONAL_INDEX_KEY": home.secret("personal-index-key", _wrapping_key),
        "LOGIN_INDEX_KEY": home.secret("login-index-key", _wrapping_key),
        "WEBHOOK_SECRET": home.secret("webhook-secret"),
        "QR_SECRET": home.secret("qr-secret"),
    }


def _signing_key() -> str:
    return encode_key(secrets.token_bytes(32))


def _wrapping_key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()

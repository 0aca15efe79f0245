"""What a broker is set up with, in RabbitMQ's own JSON: the RPC exchange, and who may do what (see `shared.broker`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shared.broker import RPC_EXCHANGE, Permissions

Json = dict[str, Any]
SHARED: Json = {"type": "topic", "durable": True, "auto_delete": False, "internal": False, "arguments": {}}
"""The RPC exchange: no service may declare or delete it."""
_EVERYTHING = {"configure": ".*", "write": ".*", "read": ".*"}


def permission(service: str, vhost: str, may: Permissions) -> Json:
    names = {"configure": may.configure, "write": may.write, "read": may.read}
    return {"vhost": vhost, "user": service, **names}


def topic_permissions(service: str, vhost: str, may: Permissions) -> list[Json]:
    """On the RPC exchange the key names the method, so this says who may call what."""
    return [
        {"vhost": vhost, "user": service, "exchange": on.exchange, "write": on.write, "read": on.read}
        for on in may.keys
    ]


def definitions(vhost: str, passwords: Mapping[str, str], rights: Mapping[str, Permissions]) -> Json:
    """A virtual host, the RPC exchange in it, and users with the rights of their names; one without is an admin."""
    return {
        "vhosts": [{"name": vhost}],
        "exchanges": [{"name": RPC_EXCHANGE, "vhost": vhost, **SHARED}],
        "users": [
            {"name": user, "password": password, "tags": "" if user in rights else "administrator"}
            for user, password in passwords.items()
        ],
        "permissions": [
            permission(user, vhost, rights[user]) if user in rights else {"vhost": vhost, "user": user, **_EVERYTHING}
            for user in passwords
        ],
        "topic_permissions": [one for user, may in rights.items() for one in topic_permissions(user, vhost, may)],
    }

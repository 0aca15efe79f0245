"""Who may do what on the broker, in RabbitMQ's own JSON; the rights themselves are `shared.broker`'s."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shared.broker import RPC_EXCHANGE, Permissions

Json = dict[str, Any]
_EVERYTHING = {"configure": ".*", "write": ".*", "read": ".*"}


def permission(service: str, vhost: str, may: Permissions) -> Json:
    names = {"configure": may.configure, "write": may.write, "read": may.read}
    return {"vhost": vhost, "user": service, **names}


def topic_permission(service: str, vhost: str, may: Permissions) -> Json:
    """On the RPC exchange the key names the method, so this says who may call what."""
    keys = {"write": may.rpc_write, "read": may.rpc_read}
    return {"vhost": vhost, "user": service, "exchange": RPC_EXCHANGE, **keys}


def definitions(vhost: str, passwords: Mapping[str, str], rights: Mapping[str, Permissions]) -> Json:
    """A node's virtual host and users, each with the rights of its name; a user without any is an admin."""
    return {
        "vhosts": [{"name": vhost}],
        "users": [
            {"name": user, "password": password, "tags": "" if user in rights else "administrator"}
            for user, password in passwords.items()
        ],
        "permissions": [
            permission(user, vhost, rights[user]) if user in rights else {"vhost": vhost, "user": user, **_EVERYTHING}
            for user in passwords
        ],
        "topic_permissions": [topic_permission(user, vhost, may) for user, may in rights.items()],
    }

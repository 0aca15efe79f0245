"""Who may do what on the broker, in RabbitMQ's own JSON; the rights themselves are `shared.broker`'s."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]
_EVERYTHING = {"configure": ".*", "write": ".*", "read": ".*"}


def rights(service: str, vhost: str) -> tuple[Json, list[Json]]:
    """A service's permission in `vhost`, and its topic permissions."""
    return {"vhost": vhost, "user": service, **_EVERYTHING}, []


def definitions(vhost: str, services: Mapping[str, str] | None = None, admin: tuple[str, str] | None = None) -> Json:
    """A node's users, virtual host and permissions: each of `services` (name to password), and an admin."""
    users, permissions, topics = [], [], []
    for service, password in (services or {}).items():
        users.append({"name": service, "password": password, "tags": ""})
        permission, topic = rights(service, vhost)
        permissions.append(permission)
        topics += topic
    if admin is not None:
        users.append({"name": admin[0], "password": admin[1], "tags": "administrator"})
        permissions.append({"vhost": vhost, "user": admin[0], **_EVERYTHING})
    return {
        "vhosts": [{"name": vhost}],
        "users": users,
        "permissions": permissions,
        "topic_permissions": topics,
    }

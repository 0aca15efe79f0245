"""Whether the terms of a partner's agreement make sense. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from shared.contracts.members import AgreeWithPartner

DOMAIN = re.compile(r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")


def wrong_terms(wish: AgreeWithPartner) -> Iterator[str]:
    if wish.until <= wish.from_day:
        yield "until"
    if wish.most_people is not None and wish.most_people < 1:
        yield "most_people"
    if wish.venues is not None and not wish.venues:
        yield "venues"
    if not all(DOMAIN.fullmatch(domain) for domain in wish.domains):
        yield "domains"

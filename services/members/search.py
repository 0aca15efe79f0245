"""Finding a member without storing a name: keyed digests of every beginning of what the desk might type. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pypinyin import Style, lazy_pinyin

from services.members.proof import code_of
from shared.contracts import Message
from shared.contracts.members import (
    CodeToDeliver,
    FindLikenesses,
    FindMembers,
    MemberRegistered,
    PhoneChanged,
    ProfileChanged,
    RegistrationSubmitted,
)

LONGEST = 24


def derive(message: Message, blind: Callable[[str], str]) -> Mapping[str, Any]:
    """`tokens` of a member's name and phone for the view; `token` of what the desk typed for the query."""
    match message:
        case MemberRegistered(name=name, phone=phone) | RegistrationSubmitted(name=name, phone=phone):
            return {"tokens": sorted(blind(token) for token in words_of(name) | {phone})} | traits(message, blind)
        case ProfileChanged(name=name):
            return {"tokens": sorted(blind(token) for token in words_of(name or ""))} | traits(message, blind)
        case FindLikenesses():
            return traits(message, blind)
        case PhoneChanged(phone=phone):
            return {"tokens": [blind(phone)]} | traits(message, blind)
        case CodeToDeliver(proof_id=proof_id):
            return {"code": code_of(proof_id, blind)}
        case FindMembers(text=text):
            return {"token": blind(typed(text))}
        case _:
            return {}


def traits(message: Message, blind: Callable[[str], str]) -> dict[str, list[str]]:
    """What people are matched by, as `trait_kinds` beside their keyed digests `trait_tokens`."""
    name, email = getattr(message, "name", None), getattr(message, "email", None)
    told = {
        "phone": getattr(message, "phone", None),
        "name": typed(name) if name else None,
        "email": email.strip().lower() if email else None,
        **{kind: getattr(message, kind, None) for kind in ("birth_date", "device", "payment_card")},
    }
    found = {kind: blind(f"{kind}|{value}") for kind, value in told.items() if value}
    return {"trait_kinds": list(found), "trait_tokens": list(found.values())}


def words_of(name: str) -> set[str]:
    return {beginning for word in spellings(name) for beginning in beginnings(word)} if name else set()


def typed(text: str) -> str:
    """What was typed, as it is digested: a phone number without spaces, a name without case and spaces.

    >>> typed("Zhang W"), typed("+86 138 0013 8000")
    ('zhangw', '+8613800138000')
    """
    return "".join(text.split()).lower()[:LONGEST]


def spellings(name: str) -> Iterator[str]:
    """A name as written, in pinyin, by initials, and each of its words.

    >>> sorted(set(spellings("张伟")))
    ['zhangwei', 'zw', '张伟']
    >>> sorted(set(spellings("Ada Byron")))
    ['ada', 'adabyron', 'byron', 'byronada']
    """
    yield typed(name)
    words = name.lower().split()
    yield from words
    if len(words) > 1:
        yield typed("".join(reversed(words)))
    syllables = lazy_pinyin(name)
    if any(ord(character) > 0x2E7F for character in name):
        yield typed("".join(syllables))
        yield typed("".join(lazy_pinyin(name, style=Style.FIRST_LETTER)))


def beginnings(word: str) -> Iterator[str]:
    """Every beginning of a word of two letters or more, and a whole word of one.

    >>> list(beginnings("wei"))
    ['we', 'wei']
    """
    shortest = 1 if not word.isascii() else 2
    return (word[:length] for length in range(min(shortest, len(word)), min(len(word), LONGEST) + 1))

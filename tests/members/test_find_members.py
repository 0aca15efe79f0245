import pytest

from services.members.search import derive
from shared.contracts.members import FindMembers
from shared.decider import plain_digest
from tests.members.examples import registered


@pytest.mark.parametrize(
    "text", ["张", "张伟", "zhang", "zhangw", "zw", "ZHANG Wei", "+8613800138000", "+86 138 0013 8000"]
)
def test_the_desk_finds_a_member_by(text):
    tokens = derive(registered, plain_digest)["tokens"]
    assert derive(FindMembers(text=text), plain_digest)["token"] in tokens


@pytest.mark.parametrize("text", ["wei", "李", "+8613800138001", "z"])
def test_the_desk_does_not_find_a_member_by(text):
    tokens = derive(registered, plain_digest)["tokens"]
    assert derive(FindMembers(text=text), plain_digest)["token"] not in tokens


def test_no_part_of_a_name_or_phone_stands_in_the_tokens():
    assert all(len(token) == 64 and int(token, 16) for token in derive(registered, plain_digest)["tokens"])

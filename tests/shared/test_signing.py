import pytest

from shared.signing import Signatures

ours, theirs = Signatures.of("ours"), Signatures.of("theirs")


def test_a_signature_is_known_again_by_who_made_it_and_by_nobody_else():
    signature = ours.sign("card 1")
    assert ours.genuine("card 1", signature)
    assert not ours.genuine("card 2", signature)
    assert not theirs.genuine("card 1", signature)


def test_while_a_secret_is_replaced_the_new_one_signs_and_both_are_known():
    both = Signatures.of("new, ours")
    assert both.genuine("card 1", ours.sign("card 1"))
    assert both.sign("card 1") == Signatures.of("new").sign("card 1")
    assert not ours.genuine("card 1", both.sign("card 1"))
    assert both.public_keys == [*Signatures.of("new").public_keys, *ours.public_keys]


@pytest.mark.parametrize("nonsense", ["", "x", "é" * 86, "A" * 86, "A" * 10_000, "=" * 3, "\x00"])
def test_nonsense_is_no_signature(nonsense: str):
    assert not ours.genuine("card 1", nonsense)

"""What was heard of somebody: whether they may act, and which records are one person."""

from shared.standing import Standing, others, told


def test_who_nothing_was_heard_of_may_act():
    assert Standing() == Standing("active", None, frozenset())


def test_a_review_ends_well_or_not():
    assert Standing().after("pending", None).status == "pending"
    assert Standing().after("pending", None).after("active", None) == Standing()
    assert Standing().after("pending", None).after("rejected", None).status == "rejected"


def test_a_merged_record_knows_its_survivor_until_they_are_apart():
    merged = Standing().after("merged", "wei")
    assert (merged.status, list(merged.others())) == ("merged", ["wei"])
    assert merged.after("apart", "wei") == Standing()


def test_a_survivor_answers_for_all_that_it_took_in():
    survivor = Standing().after("took_in", "b").after("took_in", "a")
    assert (survivor.status, list(survivor.others())) == ("active", ["a", "b"])
    assert list(survivor.after("let_go", "a").others()) == ["b"]


def test_the_records_of_a_person_are_known_from_either_end():
    people = told(told({}, "wei", "took_in", "ada"), "ada", "merged", "wei")
    assert sorted(others(people)) == ["ada", "wei"]

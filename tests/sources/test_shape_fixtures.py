"""Every shape of a builder's page is read as what it is, and its neighbours are not."""

from collections import Counter

import pytest

from newsletter.errors import ArticleError
from tests.sources.shape_fixtures import (
    BUILDERS,
    KEYS,
    LEFT_OUT_KINDS,
    ShapeFixture,
    are_in_order,
    expected_of,
    left_out,
    parts_of,
    seen_in,
    shape_fixtures,
)
from tests.sources.visible_words import words_lost

FIXTURES = shape_fixtures()
READABLE = tuple(one for one in FIXTURES if not one.expected.get("refused"))
REFUSED = tuple(one for one in FIXTURES if one.expected.get("refused"))
LEAST_SHAPES = 70
LEAST_PER_BUILDER = 2


def named(fixture: ShapeFixture) -> str:
    return fixture.name


@pytest.mark.parametrize("fixture", READABLE, ids=named)
def test_a_shape_reads_to_its_parts(fixture: ShapeFixture) -> None:
    seen, wanted = seen_in(fixture.read()), expected_of(fixture)
    compared = [key for key in seen if key in wanted]
    assert {key: seen[key] for key in compared} == {key: wanted[key] for key in compared}


@pytest.mark.parametrize("fixture", READABLE, ids=named)
def test_a_shape_shows_its_words_where_they_belong(fixture: ShapeFixture) -> None:
    article = fixture.read()
    parts = list(parts_of(article))
    whole = "\n".join([*parts, *(line.text for line in article.unplaced)])
    wanted = fixture.expected
    assert [words for words in wanted.get("present", ()) if words not in whole] == []
    assert [words for words in wanted.get("absent", ()) if words in whole] == []
    assert are_in_order(wanted.get("in_order", ()), parts), parts
    assert [words for words in wanted.get("once", ()) if parts.count(words) != 1] == []
    gone = "\n".join(one.words for one in left_out(article))
    assert [words for words in wanted.get("left_out_words", ()) if words not in gone] == []


@pytest.mark.parametrize("fixture", READABLE, ids=named)
def test_no_visible_word_of_a_shape_is_lost_in_silence(fixture: ShapeFixture) -> None:
    assert words_lost(fixture.page, fixture.read()) == []


@pytest.mark.parametrize("fixture", REFUSED, ids=named)
def test_a_page_that_cannot_be_read_rightly_is_refused(fixture: ShapeFixture) -> None:
    with pytest.raises(ArticleError):
        fixture.read()


def test_expectations_use_known_keys_kinds_and_builders() -> None:
    for one in FIXTURES:
        kinds = one.expected.get("left_out", [])
        assert one.expected.keys() <= KEYS, one.name
        assert kinds == "any" or kinds == sorted(set(kinds) & set(LEFT_OUT_KINDS)), one.name
        assert one.expected.get("builder", BUILDERS[0]) in BUILDERS, one.name


def test_there_are_shapes_enough_of_every_builder() -> None:
    shapes = [one for one in FIXTURES if not one.is_neighbour]
    assert len(shapes) >= LEAST_SHAPES
    count = Counter(one.expected.get("builder") for one in shapes)
    assert [name for name in BUILDERS if count[name] < LEAST_PER_BUILDER] == []


def test_every_group_has_a_neighbour() -> None:
    groups = {one.path.parent.name for one in FIXTURES}
    assert groups == {one.path.parent.name for one in FIXTURES if one.is_neighbour}

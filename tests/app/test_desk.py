"""The desk's parts are made once, and a pasted article is the same article when pasted again."""

import pytest

from newsletter.app import Newsletter
from newsletter.model.editor import Act, Role
from tests.app.builders import ARTICLE


@pytest.mark.parametrize(
    "name", ["writing", "sharing", "discarded", "removed", "open_letters", "agenda"]
)
def test_a_part_of_the_desk_is_made_once(app: Newsletter, name: str) -> None:
    assert getattr(app.desk, name) is getattr(app.desk, name)


def test_an_article_that_is_pasted_twice_is_there_once(app: Newsletter) -> None:
    gerda = app.desk.editors.add("Gerda", "gerda@example.org", Role.OWNER)
    first, second = (app.desk.add_article(ARTICLE, gerda) for _ in range(2))
    assert first == second
    assert [one.name for one in app.articles.listed()] == [first]
    assert Act.ARTICLE_ADDED in [one.act for one in app.desk.editors.log()]

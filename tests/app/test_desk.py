"""The desk's parts are made once, and a pasted article is the same article when pasted again."""

import pytest

from newsletter.app import Newsletter
from newsletter.model.editor import Act, Role
from tests.app.builders import ARTICLE


def added(app: Newsletter) -> list[str]:
    """The articles that the log says were added."""
    return [one.thing for one in app.desk.editors.log() if one.act is Act.ARTICLE_ADDED]


@pytest.mark.parametrize(
    "name", ["writing", "sharing", "discarded", "removed", "open_letters", "agenda"]
)
def test_a_part_of_the_desk_is_made_once(app: Newsletter, name: str) -> None:
    assert getattr(app.desk, name) is getattr(app.desk, name)


def test_an_article_that_is_pasted_twice_is_there_once(app: Newsletter) -> None:
    gerda = app.desk.editors.add("Gerda", "gerda@example.org", Role.OWNER)
    first, second = (app.desk.add_article(ARTICLE, gerda) for _ in range(2))
    assert first == second
    assert [one.name for one in app.article_list.rows()] == [first]
    assert added(app) == [f"article {first}"]


@pytest.mark.parametrize("how", ["uploaded", "the example"])
def test_an_article_that_is_there_already_is_noted_once(app: Newsletter, how: str) -> None:
    gerda = app.desk.editors.add("Gerda", "gerda@example.org", Role.OWNER)
    for _ in range(2):
        if how == "uploaded":
            app.desk.upload_article("rust.txt", ARTICLE.encode(), gerda)
        else:
            app.desk.add_example(gerda)
    assert len(added(app)) == 1


def test_another_article_of_the_same_title_is_noted_too(app: Newsletter) -> None:
    gerda = app.desk.editors.add("Gerda", "gerda@example.org", Role.OWNER)
    names = [
        app.desk.add_article(text, gerda) for text in (ARTICLE, f"{ARTICLE}\nEen zin erbij.\n")
    ]
    assert sorted(added(app)) == sorted(f"article {name}" for name in names)

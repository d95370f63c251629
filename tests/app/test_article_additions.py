"""Articles that are added at the desk, each noted once."""

import pytest

from newsletter.app import Newsletter
from newsletter.model.editor import Act, Role
from newsletter.sources.discovery import MOST_BRACKETS
from tests.app.builders import ARTICLE


def added(app: Newsletter) -> list[str]:
    """The articles that the log says were added."""
    return [
        one.thing for one in app.container.store.log.newest(200) if one.act is Act.ARTICLE_ADDED
    ]


def test_an_article_that_is_pasted_twice_is_there_once(app: Newsletter) -> None:
    gerda = app.desk.editors.add("Gerda", "gerda@example.org", Role.OWNER)
    first, second = (app.desk.additions.paste(ARTICLE, gerda) for _ in range(2))
    assert first == second
    assert [one.name for one in app.article_list.rows()] == [first]
    assert added(app) == [f"article {first}"]


@pytest.mark.parametrize("how", ["uploaded", "the example"])
def test_an_article_that_is_there_already_is_noted_once(app: Newsletter, how: str) -> None:
    gerda = app.desk.editors.add("Gerda", "gerda@example.org", Role.OWNER)
    for _ in range(2):
        if how == "uploaded":
            app.desk.additions.upload("rust.txt", ARTICLE.encode(), gerda)
        else:
            app.desk.additions.example(gerda)
    assert len(added(app)) == 1


def test_another_article_of_the_same_title_is_noted_too(app: Newsletter) -> None:
    gerda = app.desk.editors.add("Gerda", "gerda@example.org", Role.OWNER)
    names = [
        app.desk.additions.paste(text, gerda) for text in (ARTICLE, f"{ARTICLE}\nEen zin erbij.\n")
    ]
    assert sorted(added(app)) == sorted(f"article {name}" for name in names)


def test_a_pasted_text_with_marks_of_markdown_is_read_as_that(app: Newsletter) -> None:
    gerda = app.desk.editors.add("Gerda", "gerda@example.org", Role.OWNER)
    text = "# Rust\n\n## Adem\n\nEen alinea met [een link](https://a.example/1).\n"
    name = app.desk.additions.paste(text, gerda)
    article = app.articles.named(name)
    assert article.title == "Rust"
    [section] = article.sections
    assert section.heading == "Adem"
    assert [one.url for one in section.blocks[0].text if one.url] == ["https://a.example/1"]


def test_a_pasted_text_that_markdown_refuses_is_read_as_text(app: Newsletter) -> None:
    gerda = app.desk.editors.add("Gerda", "gerda@example.org", Role.OWNER)
    text = f"# Rust\n\n## Adem\n\nEen alinea.\n\n{'[ ' * (MOST_BRACKETS + 1)}\n"
    assert app.desk.additions.paste(text, gerda).endswith(".txt")


def test_a_pasted_text_that_is_here_as_the_other_kind_is_not_added_again(app: Newsletter) -> None:
    gerda = app.desk.editors.add("Gerda", "gerda@example.org", Role.OWNER)
    text = "# Rust\n\n## Adem\n\nEen alinea.\n"
    app.desk.additions.upload("rust.txt", text.encode(), gerda)
    assert app.desk.additions.paste(text, gerda) == "rust.txt"
    assert len(app.article_list.rows()) == 1

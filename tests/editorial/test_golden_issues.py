from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from newsletter import sources
from newsletter.editorial.issue_files import file_name, parse, text_of
from newsletter.editorial.portions import words_in
from newsletter.editorial.quotes import misquotes
from newsletter.editorial.redraw import redraw
from newsletter.model.article import Article

ARTICLES = sorted(
    path
    for path in (Path(__file__).parents[2] / "issues" / "articles").iterdir()
    if path.suffix in sources.known_endings()
)


def an_article(path: Path) -> tuple[str, Article]:
    return path.name, sources.read(path.name, path.read_bytes())


def test_an_article_of_our_own_gives_these_issue_files(golden: Callable[[str, str], None]) -> None:
    issues = redraw([an_article(path) for path in ARTICLES if path.stem == "nee-zeggen"], ()).new
    golden("issues/names.txt", "".join(f"{file_name(issue)}\n" for issue in issues))
    for issue in issues:
        golden(f"issues/{file_name(issue)}", text_of(issue))


@pytest.mark.parametrize("mixed", [False, True])
def test_all_articles_together_give_issues_that_can_go_as_they_are(mixed: bool) -> None:
    articles = dict(map(an_article, ARTICLES))
    issues = redraw(list(articles.items()), (), mixed=mixed).new
    assert len({issue.subject for issue in issues}) == len(issues) >= 3 * len(articles)
    for issue in issues:
        article = articles[issue.article or ""]
        assert 80 <= sum(map(words_in, issue.blocks)) <= 600
        assert 40 <= len(issue.preheader) <= 110
        assert len(issue.subject_alternatives) == len(issue.preheader_alternatives) == 2
        assert misquotes(issue, article) == ()
        again = parse(text_of(issue), Path(file_name(issue)))
        assert again == replace(issue, lines=again.lines, origin=None, sign_off=None)

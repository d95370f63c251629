"""The page on templates names all that a template has, and nothing that is not there."""

import dataclasses
import re
from pathlib import Path
from typing import get_args

import pytest

from newsletter.rendering import theme, views
from newsletter.rendering.letter_view import LetterView
from newsletter.rendering.mjml_check import REFUSED
from newsletter.rendering.notices import NoticeView

PAGE = (Path(__file__).parents[2] / "docs" / "templates.md").read_text("utf-8")
NAMED = set(re.findall(r"`([a-z_]+)`", PAGE))


@pytest.mark.parametrize(
    "view",
    [
        views.IssueView,
        LetterView,
        NoticeView,
        *get_args(views.BlockView),
        views.QuestionView,
        views.LinkView,
        theme.Palette,
        theme.Fonts,
        theme.Measures,
        theme.ThemeWords,
        theme.NoticeWords,
    ],
    ids=lambda view: view.__name__,
)
def test_what_a_template_may_use_stands_in_the_page(view: type) -> None:
    assert {field.name for field in dataclasses.fields(view)} - {"kind"} <= NAMED


def test_every_kind_of_block_stands_in_the_page() -> None:
    kinds = {view.__dataclass_fields__["kind"].default for view in get_args(views.BlockView)}
    assert {f"| `{kind}` |" for kind in kinds} <= {f"| `{name}` |" for name in NAMED}


@pytest.mark.parametrize("component", sorted(REFUSED))
def test_what_is_refused_stands_in_the_page(component: str) -> None:
    assert f"<{component}" in PAGE

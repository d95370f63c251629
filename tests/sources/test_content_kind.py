"""What kind of text was pasted."""

import pytest

from newsletter.sources.content_kind import ContentKind, kind_of_pasted

LONG = "Een alinea die zo lang is dat niemand haar voor een kop of een regel verzen houdt."


@pytest.mark.parametrize(
    "text",
    [
        f"# Rust vinden\n\n{LONG}\n\n## Begin klein\n\n{LONG}\n",
        f"Rust vinden\n\n{LONG} [hier](https://a.example/1)\n\n- [daar](https://a.example/2)\n",
        f"# Rust\n\n## Hoe vaak is het goed om een hele dag niets te doen?\n{LONG}\n",
        f"# Rust\n\n## Vragen\n\nHoe vaak is het goed om een hele dag niets te doen?\n{LONG}\n",
        f"# Rust\n\n## Vooraf\n\nWat neem je mee? → {LONG}\nWat laat je staan? → {LONG}\n",
        f"# Rust\n\n## Lijst\n\n- {LONG}\n- {LONG}\n",
    ],
    ids=["headings", "links", "a heading on its text", "an answer", "opening questions", "items"],
)
def test_marks_that_plain_text_does_not_have_make_it_markdown(text: str) -> None:
    assert kind_of_pasted(text) is ContentKind.MARKDOWN


@pytest.mark.parametrize(
    "text",
    [
        f"Rust vinden\n\nBegin klein\n\n{LONG}\n",
        f"Rust vinden\n\n{LONG}\n\n#rust #adem #stilte\n",
        f"Rust vinden\n\n{LONG} [zie onder] (https://a.example/1)\n\n# 1 is rust\n",
        f"# Rust vinden\n\n## Begin klein\n\n{LONG}\n{LONG}\n",
    ],
    ids=["no marks", "hashtags", "a single mark", "a paragraph directly below another"],
)
def test_anything_else_is_text(text: str) -> None:
    assert kind_of_pasted(text) is ContentKind.TEXT

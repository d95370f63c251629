"""A finding about the template names the line that has it, or the words that it is near."""

from dataclasses import replace

import pytest

from newsletter.editorial.checks.finding import run
from newsletter.editorial.checks.inspected import Inspected
from newsletter.locale.speech import say
from newsletter.message import Message
from tests.editorial.checks.letters import BASE, html_with, on_the_box, styled

HEAD = """<mj-attributes>
  <mj-section padding="0 32px" background-url="{{ letter.ground }}" />
</mj-attributes>
<mj-style inline="inline">
  .blad { margin: 0 -8px 4px; margin : 0 -8px }
  .blad p { display:{{ theme.display }}; color: hsl( 20, 40%, 30% ) }
  .knop:nth-child(2), .b { margin: 0; -webkit-box-sizing: border-box }
</mj-style>
<mj-style>
  @container (min-width: 400px) { p { margin: 0 } }
</mj-style><mj-body width="700px">
"""
PAGE = """<mj-text align="justify">
  <img src="https://elders.example.org/a.png" alt="" />
  <img
    src="{{ letter.portrait }}" alt="" />
  <video></video>
  <h1 onclick="weg()">{{ issue.title }}</h1>
  <!--[if !mso]>Lees online<![endif]-->
</mj-text>
"""
PAGES = {"templates/proef/issue.mjml.j2": PAGE, "templates/proef/parts/head.mjml.j2": HEAD}


def place(inputs: Inspected) -> Message:
    """The place in the only finding."""
    [finding] = run(replace(inputs, template=PAGES))
    found = finding.message.data["place"]
    assert isinstance(found, Message)
    return found


def in_the_head(line: int) -> Message:
    return Message("place-line", file="templates/proef/parts/head.mjml.j2", line=line)


def on_the_page(line: int) -> Message:
    return Message("place-line", file="templates/proef/issue.mjml.j2", line=line)


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        (on_the_box("margin:0 -8px"), in_the_head(5)),
        (on_the_box("color:hsl(20, 40%, 30%)"), in_the_head(6)),
        (on_the_box("display:flex"), in_the_head(6)),
        (on_the_box("text-align:justify"), on_the_page(1)),
        (on_the_box("text-align:justify !important"), on_the_page(1)),
        (html_with('width="600" style', 'width="700" style'), in_the_head(11)),
        (html_with('width="600" style', 'width="800" style'), Message("place-words", words="Rust vinden")),
        (html_with("<h1>", '<!--[if mso]><table width="700"><tr><td><![endif]--><h1>'), in_the_head(11)),
        (html_with("<p>Stilte is", '<p align="justify">Stilte is'), on_the_page(1)),
        (on_the_box("box-sizing:border-box"), Message("place-words", words="Rust vinden")),
        (styled(".knop:nth-child(2){margin:0}"), in_the_head(7)),
        (styled(".elders:nth-child(2){margin:0}"), Message("place-rule", rule=".elders:nth-child(2)")),
        (styled("@container (min-width:400px){p{margin:0}}"), in_the_head(10)),
        (html_with("<h1>", '<h1 onclick="weg()">'), on_the_page(6)),
        (html_with("<h1>", "<!--[if !mso]>Lees online<![endif]--><h1>"), on_the_page(7)),
        (html_with("<h2>", f'<img src="{BASE}/p.gif" alt="" width="1" height="1"><h2>'), Message("place-words", words="Rust vinden")),
        (html_with('width="536" ', ""), Message("place-words", words="Een boom in de mist")),
        (html_with("<h1>", "<video></video><h1>"), on_the_page(5)),
    ],
)  # fmt: skip
def test_the_place_is_a_line_of_the_template_or_the_words_beside_it(
    inputs: Inspected, expected: Message
) -> None:
    assert place(inputs) == expected


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "(templates/proef/parts/head.mjml.j2, line 6)"),
        ("nl", "(templates/proef/parts/head.mjml.j2, regel 6)"),
    ],
)
def test_the_sentence_says_the_place(language: str, words: str) -> None:
    [finding] = run(replace(on_the_box("display:flex"), template=PAGES))
    assert words in say(finding.message, language)

"""Letters and templates as people break them: each is found for its own cause, and for nothing else."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from newsletter.app import Newsletter
from newsletter.errors import TemplateError
from newsletter.message import Message
from tests.app.builders import OPENED, SetClock, a_photo, a_publication

TEMPLATES = Path(__file__).parents[2] / "templates"
NOT_CHECKED = frozenset({"links-not-looked-at", "spam-not-looked-at"})  # offline

GOOD = {
    "subject": "Een halte eerder",
    "preheader": "Wie eerder uitstapt, loopt het laatste stuk in zijn eigen tempo.",
}
WORDS = """Op dinsdag stapte ik een halte te vroeg uit. De bus reed door, en het werd stil. Ik liep langs
het water, zonder telefoon, en telde de bruggen. Het waren er vijf.

Thuis was er niets veranderd, behalve dat ik er was. Dat is precies het verschil dat een omweg
maken kan, ook als hij maar tien minuten duurt.
"""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsletter]:
    opened = a_publication(tmp_path_factory.mktemp("broken") / "own", SetClock())
    OPENED.remove(opened)  # it serves all letters
    yield opened
    opened.close()


def write_issue(app: Newsletter, body: str, **head: str) -> Path:
    """The only issue of the publication, with pictures beside it."""
    folder = app.container.folder / "issues"
    lines = [f'{key}: "{value}"' for key, value in {**GOOD, **head}.items()]
    path = folder / "001-een-halte-eerder.md"
    folder.mkdir(exist_ok=True)
    title = [] if "title" in head else ['title: "Een halte eerder"']
    path.write_text("\n".join(["---", "number: 1", *title, *lines, "---", "", body]), "utf-8")
    for name, data in PICTURES.items():
        (folder / name).write_bytes(data)
    return path


def problems(app: Newsletter) -> list[Message]:
    """What a check of the issue says, without what offline cannot be checked."""
    found = app.approvals.check("1", offline=True).findings
    return [one.message for one in found if one.code not in NOT_CHECKED]


def in_bytes(picture: Image.Image, kind: str, **options: object) -> bytes:
    out = BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def a_signature() -> bytes:
    drawn = Image.new("RGBA", (300, 90), (0, 0, 0, 0))
    drawn.paste((30, 25, 60, 255), (20, 40, 280, 46))
    return in_bytes(drawn, "PNG")


def a_moving_picture() -> bytes:
    frames = [Image.new("RGB", (80, 60), colour) for colour in ("navy", "teal")]
    return in_bytes(frames[0], "GIF", save_all=True, append_images=frames[1:])


PICTURES = {"brug.jpg": a_photo(), "naam.png": a_signature(), "golf.gif": a_moving_picture()}
ALT = "Een brug over stil water, gezien vanaf de kade op een ochtend in maart. "
SITES = "\n".join(f"- [brug {n}](https://example.org/bruggen/{n})" for n in range(26))

LETTERS: list[tuple[str, str, dict[str, str]]] = [
    ("subject-capitals", WORDS, {"subject": "NOG TWEE PLAATSEN VRIJ"}),
    ("subject-exclamations", WORDS, {"subject": "Kom je ook! Graag!"}),
    ("subject-answers", WORDS, {"subject": "RE: je vraag over zondag"}),
    ("subject-answers", WORDS, {"subject": "Doorst: onze afspraak"}),
    ("character-hidden", WORDS, {"subject": "Een hal\u2060te eerder"}),
    ("character-hidden", WORDS, {"subject": "Een halte \u2067eerder\u2069"}),
    ("character-hidden", WORDS, {"preheader": "Wie eerder uitstapt,\u200b loopt het laatste stuk in zijn eigen tempo."}),
    ("subject-long", WORDS, {"subject": "Een halte eerder uitstappen en dan langs het water naar huis lopen"}),
    ("preheader-short", WORDS, {"preheader": "Stap eens uit."}),
    ("preheader-repeats", WORDS, {"preheader": "Een halte eerder…"}),
    ("text-garbled", WORDS, {"title": "EÃ©n halte eerder"}),
    ("text-garbled", WORDS, {"preheader": "Wie eerder uitstapt, kiest â€œzijn eigenâ€ tempo naar huis."}),
    ("text-garbled", WORDS + "\nHet water was ‚Äòstil‚Äô die ochtend.\n", {}),
    ("text-garbled", WORDS + "\nDe bakker verkocht cr\ufffdme aan de kade.\n", {}),
    ("text-garbled", WORDS + "\nTot zondag ðŸ˜Š\n", {}),
    ("emoji-code", WORDS + "\nTot zondag :smile:\n", {}),
    ("word-long", WORDS + "\n## Over de " + "kilometerlange" * 3 + "\n\nEn terug.\n", {}),
    ("word-long", WORDS + "\n- aansprakelijkheidswaardevaststellingsveranderingen\n", {}),
    ("link-misleads", WORDS + "\nLees [www.voorbeeld.nl](https://inloggen.example.org/).\n", {}),
    ("link-misleads", WORDS + "\nSchrijf naar [anna@example.org](mailto:bram@example.org).\n", {}),
    ("link-misleads", WORDS + "\nGa naar [voorbeeld.nl/bruggen](https://example.org/bruggen).\n", {}),
    ("link-shortened", WORDS + "\nJe kunt je [hier opgeven voor de wandeling](https://bit.ly/3wandel).\n", {}),
    ("link-shortened", WORDS + "\n- [de route langs het water](https://tinyurl.com/route5)\n", {}),
    ("links-many", WORDS + "\n" + SITES + "\n", {}),
    ("link-vague", WORDS + "\nOver bruggen: [lees hier verder](https://example.org/bruggen).\n", {}),
    ("link-not-https", WORDS + "\nOver [de bruggen van toen](http://example.org/bruggen).\n", {}),
    ("link-private", WORDS + "\nOver [de bruggen van toen](https://nas.local/bruggen).\n", {}),
    ("alt-long", WORDS + f"\n![{ALT * 3}](brug.jpg)\n", {}),
    ("alt-says-nothing", WORDS + "\n![foto 3](brug.jpg)\n", {}),
    ("picture-moves", WORDS + "\n![Het water bij de brug golft](golf.gif)\n", {}),
    ("picture-dark-on-clear", WORDS + "\n![De handtekening van Lotte](naam.png)\n", {}),
    ("words-few", "Vijf bruggen.\n\n![Een brug over stil water](brug.jpg)\n", {}),
    ("text-unfilled", WORDS + "\nDe wandeling begint om [tijd invullen].\n", {}),
    ("quotation-mark-unpaired", WORDS + '\nZij zei: "het is stil hier.\n', {}),
]  # fmt: skip


def test_the_letter_that_they_are_made_from_gives_no_finding(app: Newsletter) -> None:
    write_issue(app, WORDS)
    assert problems(app) == []


@pytest.mark.parametrize(
    ("code", "body", "head"), LETTERS, ids=[f"{n}-{code}" for n, (code, *_) in enumerate(LETTERS)]
)
def test_a_broken_letter_is_found_for_its_own_cause(
    app: Newsletter, code: str, body: str, head: dict[str, str]
) -> None:
    write_issue(app, body, **head)
    assert [one.code for one in problems(app)] == [code]


@dataclass(frozen=True)
class Break:
    """One edit of a template.

    Attributes:
        added: What comes before a text that the part contains.
        line: Which line of it is wrong, from 1; 0 if the finding names no line.
    """

    code: str
    part: str
    before: str
    added: str
    line: int = 1


HEAD, FOOTER = "parts/head.mjml.j2", "parts/footer.mjml.j2"
STYLES = '<mj-style inline="inline">'


def in_styles(code: str, css: str) -> Break:
    """A declaration in a style sheet that stays a style sheet."""
    return Break(code, HEAD, STYLES, f"<mj-style>\n  {css}\n</mj-style>\n", 2)


def inlined(code: str, css: str) -> Break:
    """A declaration that is put into the tags."""
    return Break(
        code, HEAD, STYLES, f"{STYLES}\n  h2 {{ margin: 26px 0 8px }}\n  {css}\n</mj-style>\n", 3
    )


def at_the_end(code: str, html: str, line: int = 2) -> Break:
    """Markup in a text of its own, above the footer."""
    return Break(code, FOOTER, "<mj-text", f"<mj-text>\n  {html}\n</mj-text>\n", line)


HOSTED = "http://127.0.0.1:8000/media"
BREAKS = [
    inlined("text-justified", "p { text-align: justify }"),
    at_the_end("text-justified", '<p align="justify">Tot zondag.</p>'),
    Break("text-justified", FOOTER, "<mj-text", '<mj-text align="justify">Tot zondag.</mj-text>\n'),
    at_the_end("event-attribute", '<p onmouseover="this.focus()">Tot zondag.</p>'),
    at_the_end("event-attribute", f'<img src="{HOSTED}/a.png" alt="" width="80" onload="x()" />'),
    Break("meta-refresh", HEAD, "<mj-raw>", '<mj-raw><meta http-equiv="refresh" content="9" /></mj-raw>\n'),
    at_the_end("embedded-missing", '<img src="cid:logo@brief" alt="Logo" width="80" />'),
    at_the_end("embedded-missing", '<!--[if mso]><v:fill src="cid:grond" /><![endif]-->'),
    at_the_end("picture-one-pixel", f'<img src="{HOSTED}/a.png" alt="" width="1" height="1" />'),
    at_the_end("picture-one-pixel", f'<img src="{HOSTED}/a.png" alt="" style="width:0;height:0" />'),
    at_the_end("picture-too-wide", f'<img src="{HOSTED}/a.png" alt="Logo" width="1200" />'),
    at_the_end("picture-width-missing", f'<img src="{HOSTED}/a.png" alt="Logo" />'),
    at_the_end("picture-width-missing", f'<img src="{HOSTED}/a.png" alt="Logo" style="width:80px" />'),
    at_the_end("layout-too-wide", '<table role="presentation" width="680"><tr><td>Tot zondag.</td></tr></table>'),
    at_the_end("layout-too-wide", '<div style="width:960px">Tot zondag.</div>'),
    at_the_end("id-twice", '<p id="einde">Tot</p>\n  <p id="einde">zondag.</p>'),
    at_the_end("mjml-block-in-paragraph", "<p>Tot<ul><li>zondag</li></ul></p>"),
    at_the_end("mjml-block-in-paragraph", "<p>\n    <div>Tot zondag.</div>\n  </p>", 3),
    at_the_end("hidden-from-all", "<!--[if !mso]><p>Tot zondag.</p><![endif]-->"),
    at_the_end("details-folded", "<details><summary>Wie</summary>Lotte</details>"),
    inlined("style-script", "p { width: expression(alert(1)) }"),
    in_styles("margin-negative", ".aside { margin: 0 -12px }"),
    inlined("margin-negative", "p { margin-top: -2em }"),
    at_the_end("margin-negative", '<p style="margin-left:-8px">Tot zondag.</p>'),
    in_styles("colour-by-hue", ".aside { border-color: hsl(20, 40%, 30%) }"),
    inlined("colour-by-hue", "p { border-top: 1px solid hsl(20, 40%, 92%) }"),
    in_styles("colour-with-alpha", ".aside { border-color: #00000033 }"),
    in_styles("colour-with-spaces", ".aside { border-color: rgb(0 0 0 / 20%) }"),
    in_styles("container-query", "@container (min-width: 400px) { .aside { margin: 0 } }"),
    in_styles("feature-unsupported", ".aside { display: flex }"),
    inlined("feature-unsupported", "p { box-sizing: border-box }"),
    at_the_end("feature-unsupported", "<video></video>"),
    inlined("mjml-inline-colour", ".aside { border-color: rgb(0 0 0 / 20%) }"),
    inlined("mjml-inline-colour", ".aside { border-color: #00000033 }"),
    inlined("mjml-inline-dropped", ".aside { font-size: clamp(1rem, 1rem + 1vw, 2rem) }"),
    inlined("mjml-inline-rule", "@supports (display: grid) { p { margin: 0 } }"),
    inlined("mjml-style-broken", ".aside { margin: 0 }; .small { margin: 0 }"),
    Break("mjml-no-address", FOOTER, "<mj-text", "<mj-button>Tot zondag</mj-button>\n"),
    at_the_end("mjml-inline-colour", '<p style="color:rgb(0 0 0 / 80%)">Tot zondag.</p>'),
    at_the_end("mjml-not-closed-before", "<p>Tot zondag."),
    at_the_end("active-content", "<script>1</script>"),
    at_the_end("heading-skips", "<h2>Tot</h2><h4>zondag</h4>", 0),
    at_the_end("link-nameless", '<a href="{{ letter.reply_to_url }}"></a>', 0),
]  # fmt: skip


def with_broken_template(app: Newsletter, name: str, broken: Break) -> tuple[Path, int]:
    """A copy of a template with the edit; return the part and the line where the edit begins."""
    folder = app.container.folder / "templates" / name
    shutil.copytree(TEMPLATES / "brief", folder)
    part = folder / broken.part
    source = part.read_text(encoding="utf-8")
    at = source.index(broken.before)
    part.write_text(source[:at] + broken.added + source[at:], encoding="utf-8")
    return part, source.count("\n", 0, at) + 1


@pytest.mark.parametrize(
    ("number", "broken"),
    list(enumerate(BREAKS)),
    ids=[f"{n}-{one.code}" for n, one in enumerate(BREAKS)],
)
def test_a_broken_template_is_found_for_its_own_cause_with_its_line(
    app: Newsletter, number: int, broken: Break
) -> None:
    name = f"stuk-{number}"
    part, start = with_broken_template(app, name, broken)
    write_issue(app, WORDS, template=name)
    line = start + broken.line - 1
    if broken.code.startswith("mjml-"):
        with pytest.raises(TemplateError) as refusal:
            problems(app)
        error = refusal.value
        assert (error.code, error.path, error.line) == (broken.code, part, line)
        return
    [problem] = problems(app)
    assert problem.code == broken.code
    if broken.line:
        file = f"templates/{name}/{broken.part}"
        assert problem.data.get("place") == Message("place-line", file=file, line=line)

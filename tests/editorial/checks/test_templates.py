"""The project's own templates through every check: nothing to find, with no list of exceptions."""

import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from newsletter.editorial.checks import page
from newsletter.editorial.checks.caniemail import catalogue
from newsletter.editorial.checks.compatibility import lacks
from newsletter.editorial.checks.finding import run
from newsletter.editorial.checks.inspected import Inspected, SpamScore
from newsletter.editorial.checks.settings import USUAL_CLIENTS
from newsletter.editorial.checks.spam_filter import ask_spamassassin
from newsletter.model.blocks import (
    Block,
    BulletList,
    Button,
    Image,
    ListItem,
    Paragraph,
    PullQuote,
    Question,
    Questions,
    Span,
    Subheading,
    rich,
)
from newsletter.model.edition import Edition, fill, with_phrases
from newsletter.model.issue import Issue
from newsletter.model.notice import NoticeKind
from newsletter.rendering.compile import compile_issue, compile_notice
from newsletter.rendering.personalise import eml
from newsletter.rendering.pictures import Picture
from newsletter.rendering.templates import Template, load_template
from tests.builders.notices import DETAILS, LAST, NOTICES_OF_A_THEME, OF_PEOPLE
from tests.needs import missing
from tests.rendering.builders import BODY, SENT, TEMPLATES, a_full_issue, a_letter, a_recipient

NAMES = sorted(path.parent.name for path in TEMPLATES.glob("*/theme.toml"))
PICTURES = {"tuin.jpg": Picture("ab12.jpg", b"", 536, 300)}
ISSUE = a_full_issue(blocks=(*BODY, Image("tuin.jpg", "Een tuin in de mist")), lines=())

ANNA, NAMELESS = a_recipient(), a_recipient(name="")


def inspected(
    edition: Edition,
    issue: Issue = ISSUE,
    values: Mapping[str, str] = ANNA.values,
    nameless: Mapping[str, str] = NAMELESS.values,
) -> Inspected:
    return Inspected(
        issue=issue,
        article=None,
        edition=edition,
        values=values,
        nameless=nameless,
        base_url="https://brief.example.org",
        is_local=False,
        links={},
        spam=SpamScore(0),
    )


def compiled(template: Template) -> Edition:
    return compile_issue(ISSUE, template, a_letter(), images=PICTURES)


@pytest.mark.parametrize("name", NAMES)
def test_an_issue_in_a_template_of_ours_gives_no_finding(name: str) -> None:
    edition = compiled(load_template(TEMPLATES / name))
    assert [finding.message for finding in run(inspected(edition))] == []


@pytest.mark.parametrize("name", NAMES)
def test_an_issue_that_asks_for_the_moment_gives_no_finding_either(name: str) -> None:
    letter = a_letter(asks_clear_moment=True)
    edition = compile_issue(ISSUE, load_template(TEMPLATES / name), letter, images=PICTURES)
    assert [finding.message for finding in run(inspected(edition))] == []


def codes_of(*blocks: Block) -> list[tuple[str, str]]:
    """The finding of each rule and the place that it names, for a letter with more blocks."""
    issue = replace(ISSUE, blocks=(*ISSUE.blocks, *blocks))
    edition = compile_issue(issue, load_template(TEMPLATES / "brief"), a_letter(), images=PICTURES)
    values, nameless = (
        with_phrases(edition.phrases, a_recipient(name=name).values) for name in ("Anna", "")
    )
    found = run(inspected(edition, issue, values, nameless))
    return [(one.code, str(one.message.data.get("text", ""))) for one in found]


GAP = ("name-gap", "{first_name|}")
TO = "https://www.example.org/over"


@pytest.mark.parametrize(
    "block",
    [
        Subheading("{first_name|}"),
        Paragraph((Span("Lees dit, "), Span("{first_name|}", url=TO), Span(" en dan dat."))),
        Paragraph((Span("{first_name", url=TO, strong=True), Span("|}", url=TO))),
        BulletList((ListItem(rich("een")), ListItem(rich("{first_name|}")))),
        Button("{first_name|}", TO),
        Questions("Vooraf", (Question("{first_name|}"), Question("Wat nu?"))),
        PullQuote("Rust is geen beloning.", by="{first_name|}"),
    ],
)
def test_what_is_only_a_name_leaves_a_gap_for_readers_without_one(block: Block) -> None:
    assert GAP in codes_of(block)


@pytest.mark.parametrize(
    "block",
    [
        Subheading("{first_name|Lezer}"),
        Subheading("{first_name|}, kijk eens"),
        Paragraph((Span("Lees "), Span("dit, {first_name|}", url=TO), Span("."))),
        Paragraph((Span("{first_name|}, "), Span("lees dit stuk", url=TO), Span(" nu."))),
        Paragraph((Span("Dank je, "), Span("{first_name|}", strong=True), Span(", voor vandaag."))),
        BulletList((ListItem(rich("Voor {first_name|jou}")),)),
        Paragraph(rich("{first_name|lieve lezer}, hier is {first_name|}.")),
        Paragraph((Span("Dag "), Span("{first_name|", strong=True), Span("vriend}, kijk."))),
    ],
)
def test_a_name_with_words_beside_it_leaves_none(block: Block) -> None:
    assert codes_of(block) == []


def test_a_link_within_a_placeholder_is_nameless_and_nothing_else() -> None:
    block = Paragraph((Span("Dag {first_name|"), Span("vriend", url=TO), Span("}, kijk eens.")))
    assert [code for code, _ in codes_of(block)] == ["link-nameless"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", NOTICES_OF_A_THEME, ids=lambda kind: kind.value)
def test_a_notice_shows_in_every_mail_program(name: str, kind: NoticeKind) -> None:
    edition = compile_notice(
        kind,
        load_template(TEMPLATES / name),
        a_letter(),
        details=DETAILS,
        last=LAST,
    )
    # what a notice to the editor brings besides: a reader's own words
    values = {**a_recipient().values, **OF_PEOPLE}
    shown = page.read(fill(edition.html, values))
    assert lacks(shown, USUAL_CLIENTS, catalogue()) == ()


@pytest.mark.parametrize(
    ("spoilt", "slugs"),
    [
        ("<mj-style>.sheet { display: flex }</mj-style>", {"css-display-flex"}),
        ('<mj-style inline="inline">h1 { display: flex }</mj-style>', {"css-display-flex"}),
        ("<mj-style>.sheet { display: grid; gap: 8px }</mj-style>", {"css-display-grid"}),
        (
            "<mj-style>.sheet { background-image: url(https://brief.example.org/media/a.png) }</mj-style>",
            {"css-background-image"},
        ),
        (
            "<mj-style>.sheet { background-image: url(https://brief.example.org/media/a.webp) }</mj-style>",
            {"css-background-image", "image-webp"},
        ),
    ],
)
def test_a_template_that_relies_on_more_gets_exactly_those_findings(
    tmp_path: Path, spoilt: str, slugs: set[str]
) -> None:
    folder = shutil.copytree(TEMPLATES / "brief", tmp_path / "brief")
    head = folder / "parts" / "head.mjml.j2"
    head.write_text(head.read_text(encoding="utf-8") + spoilt, encoding="utf-8")
    inputs = inspected(compiled(load_template(folder)))
    assert {lack.slug for lack in lacks(inputs.page, USUAL_CLIENTS, catalogue())} == slugs
    assert [finding.code for finding in run(inputs)] == ["feature-unsupported"] * len(slugs)


@pytest.mark.parametrize("name", NAMES)
def test_spamassassin_has_next_to_nothing_against_an_issue_as_sent(name: str) -> None:
    program = shutil.which("spamassassin")
    if program is None:
        missing("spamassassin", "spamassassin is not installed, so its score is not known")
    mail = eml(compiled(load_template(TEMPLATES / name)), a_recipient(), SENT)
    [score] = ask_spamassassin([mail], program)
    assert score is not None
    assert score.points <= 0.5, score.rules
    assert score.without_list_credit <= 1.0, score.rules

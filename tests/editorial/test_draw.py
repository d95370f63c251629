from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.editorial.draw import NOTHING, draw, mix
from newsletter.editorial.issue_files import file_name, parse, text_of
from newsletter.editorial.portions import PortionPart, portions, words_in
from newsletter.editorial.quotes import Used, used_by
from newsletter.errors import DeskError
from newsletter.model.article import Article, FaqEntry, LinePlace, PlacedLine, Quote, Section
from newsletter.model.blocks import (
    Block,
    BulletList,
    Button,
    CrossLink,
    ListItem,
    Paragraph,
    PostScript,
    Prompt,
    PullQuote,
    Questions,
    Subheading,
    plain,
    rich,
)
from newsletter.model.drawing import PostScriptReason
from newsletter.model.issue import Issue
from newsletter.text.folding import fold_sentence
from tests.editorial.builders import a_faq, a_section, an_article, words


def drawn(
    article: Article,
    *,
    file: str = "stilstaan.txt",
    first_number: int = 1,
    weeks: int | None = None,
    used: Used = NOTHING,
) -> tuple[Issue, ...]:
    return draw(article, file=file, first_number=first_number, weeks=weeks, used=used)


def kinds(issue: Issue) -> list[type[Block]]:
    return [type(block) for block in issue.blocks]


ON_SLEEP = (Paragraph(rich("Slapen wordt lichter als de slaapkamer donker is. " * 20)),)
ON_TOPIC = FaqEntry("Hoe donker moet de slaapkamer zijn?", "Zo donker dat je lichter slaapt.")


def three_sections() -> tuple[Section, ...]:
    return (
        a_section("Stil staan — het begin", quote=None, prompt=None),
        a_section(
            "Kijken wat er is — zonder haast", quote=f"{words(9, 'kijk')}", prompt="Wat zag je?"
        ),
        a_section(
            "Verder lopen — in je eigen tempo", quote=f"{words(9, 'loop')}", prompt="Waarheen?"
        ),
    )


def test_one_section_is_one_issue() -> None:
    issues = drawn(an_article(*three_sections()), first_number=4)
    assert [issue.number for issue in issues] == [4, 5, 6]
    assert [issue.subject for issue in issues] == ["Stil staan", "Kijken wat er is", "Verder lopen"]
    assert [issue.title for issue in issues] == [section.heading for section in three_sections()]
    assert [issue.sections for issue in issues] == [(section.slug,) for section in three_sections()]
    assert {issue.article for issue in issues} == {"stilstaan.txt"}


def test_every_issue_names_its_piece_quietly_and_never_its_place_in_a_row() -> None:
    for issue in drawn(an_article(*three_sections())):
        assert issue.origin == CrossLink("Leren Stilstaan", "https://voorbeeld.nl/stilstaan")
        assert issue.sign_off == "Groet, Noor"
        assert " van 3" not in text_of(issue)


def test_the_body_is_text_quote_questions_prompt_button_links_and_postscript() -> None:
    section = a_section(
        see_also=(CrossLink("Slapen als vroeger"),),
        blocks=(Paragraph(rich(words(150))), Subheading("Nu")),
    )
    button = Button("Begin vandaag")
    first, second = drawn(
        an_article(
            section,
            a_section("Anders kijken", blocks=ON_SLEEP, quote="Anders is ook goed.", prompt="Hoe?"),
            call_to_action=button,
            faq=(ON_TOPIC,),
        )
    )
    assert kinds(first) == [Paragraph, Subheading, PullQuote, Questions, Prompt, CrossLink]
    assert kinds(second) == [Paragraph, PullQuote, Prompt, Button, PostScript]


def test_the_opening_questions_go_with_the_first_issue_and_a_question_of_the_faq_by_topic() -> None:
    first, second, third = three_sections()
    article = an_article(
        first,
        second,
        replace(third, blocks=ON_SLEEP),
        faq=(*a_faq(2), ON_TOPIC, replace(ON_TOPIC, site=True)),
    )
    issues = drawn(article)
    assert [Questions in kinds(issue) for issue in issues] == [True, False, False]
    assert [PostScript in kinds(issue) for issue in issues] == [False, False, True]
    assert issues[-1].blocks[-1] == PostScript(ON_TOPIC.question, rich(ON_TOPIC.answer))
    assert [issue.choices and issue.choices.post_script for issue in issues] == [
        PostScriptReason.OPENING_QUESTIONS,
        PostScriptReason.NO_MATCH,
        PostScriptReason.TOPIC,
    ]


def test_a_question_that_an_issue_asks_already_is_not_asked_again() -> None:
    article = an_article(*three_sections()[:2], a_section("Slapen", blocks=ON_SLEEP))
    article = replace(article, faq=(ON_TOPIC,), questions=())
    issues = drawn(article)
    assert [PostScript in kinds(issue) for issue in issues] == [False, False, True]
    again = drawn(article, used=replace(used_by(issues), sections=frozenset()))
    assert not any(PostScript in kinds(issue) for issue in again)


def test_questions_without_a_title_get_one_in_the_article_s_language() -> None:
    issue = drawn(an_article(a_section(), questions_title=None, language="en"))[0]
    assert [block.title for block in issue.blocks if isinstance(block, Questions)] == [
        "To pause over"
    ]


@pytest.mark.parametrize(
    ("language", "title", "shown"),
    [
        ("nl", "Drie vragen vooraf", "Drie vragen"),
        ("en", "Three questions, to begin with", "Three questions"),
        ("nl", "Vooraf", "Vooraf"),
        ("nl", "Drie vragen", "Drie vragen"),
    ],
)
def test_questions_below_the_text_are_not_called_beforehand(
    language: str, title: str, shown: str
) -> None:
    issue = drawn(an_article(a_section(), questions_title=title, language=language))[0]
    assert [block.title for block in issue.blocks if isinstance(block, Questions)] == [shown]


def test_what_belongs_to_the_site_is_never_drawn() -> None:
    article = an_article(
        a_section(),
        faq=a_faq(3, site=True),
        related=(CrossLink("Ontdek dit ook"),),
        subscribe_calls=("Ontvang wekelijks een bericht",),
    )
    written = "".join(text_of(issue) for issue in drawn(article))
    assert not any(
        words_ in written for words_ in ("Vraag 1?", "Ontdek dit ook", "Ontvang wekelijks")
    )


def test_the_button_closes_the_last_section_only() -> None:
    article = an_article(*three_sections(), call_to_action=Button("Begin vandaag"))
    assert [Button in kinds(issue) for issue in drawn(article)] == [False, False, True]
    assert not any(
        Button in kinds(issue)
        for issue in drawn(an_article(*three_sections()[:2], call_to_action=None))
    )


def test_a_section_under_eighty_words_joins_a_neighbour_with_its_heading_as_subheading() -> None:
    short = a_section("Kort gezegd", length=60, quote=None, prompt=None)
    issue, after = drawn(
        an_article(
            a_section("Stil staan", length=200), short, a_section("Lopen", length=300, prompt="Ja?")
        )
    )
    assert issue.sections == ("stil-staan", "kort-gezegd")
    assert issue.blocks[2] == Subheading("Kort gezegd")
    assert after.title == "Lopen"


def test_a_short_section_goes_with_the_shorter_of_its_neighbours() -> None:
    short = a_section("Kort gezegd", length=60, quote=None, prompt=None)
    issues = drawn(
        an_article(a_section("Stil staan", length=300), short, a_section("Lopen", length=150))
    )
    assert [issue.sections for issue in issues] == [("stil-staan",), ("kort-gezegd", "lopen")]
    assert issues[1].title == "Kort gezegd"


def test_eighty_words_are_enough_to_stand_alone() -> None:
    issues = drawn(
        an_article(a_section("Kort", length=80, prompt=None), a_section("Lopen", length=150))
    )
    assert len(issues) == 2


def test_two_sections_with_a_prompt_each_are_never_one_issue() -> None:
    sections = [a_section(f"Deel van {at}", length=40, prompt=f"Vraag {at}?") for at in "abc"]
    assert all(kinds(issue).count(Prompt) == 1 for issue in drawn(an_article(*sections)))


def test_an_untitled_opening_goes_with_the_section_after_it_under_that_heading() -> None:
    opening = a_section(None, length=120, quote=None, prompt=None)
    first, *_ = drawn(an_article(opening, *three_sections()))
    assert first.title == "Stil staan — het begin"
    assert first.sections == ("opening", "stil-staan-het-begin")
    assert Subheading not in kinds(first)


def test_an_untitled_opening_that_would_be_too_much_to_read_stands_alone_under_the_piece_s_title() -> (
    None
):
    opening = a_section(None, length=350, quote=None, prompt=None)
    first, *_ = drawn(an_article(opening, *three_sections()))
    assert first.title == "Leren stilstaan — hoe rust weer een plek krijgt"
    assert first.subject == "Hoe rust weer een plek krijgt"


def a_long_section(*blocks: Block, **other: object) -> Section:
    return a_section("Een lange weg — in etappes", blocks=blocks, **other)


def paragraphs(*lengths: int) -> tuple[Paragraph, ...]:
    return tuple(Paragraph(rich(words(length, f"woord{at}"))) for at, length in enumerate(lengths))


def test_six_hundred_words_are_one_issue_and_one_more_makes_two() -> None:
    assert len(drawn(an_article(a_long_section(*paragraphs(300, 300))))) == 1
    first, second = drawn(an_article(a_long_section(*paragraphs(300, 301))))
    assert (first.sections, second.sections) == (
        ("een-lange-weg-in-etappes/1",),
        ("een-lange-weg-in-etappes/2",),
    )
    assert first.title == second.title == "Een lange weg — in etappes"
    assert first.subject == "Een lange weg"
    assert second.subject not in {first.subject, ""}
    assert (PullQuote in kinds(first), PullQuote in kinds(second)) == (False, True)
    assert (Prompt in kinds(first), Prompt in kinds(second)) == (False, True)


def test_a_long_section_is_never_cut_between_a_lead_in_and_what_follows_it() -> None:
    lead = Paragraph(rich(words(30) + " Namelijk:"))
    items = BulletList(tuple(ListItem(rich(words(60))) for _ in range(5)))
    for at in (250, 280, 310, 340):
        parts = drawn(an_article(a_long_section(*paragraphs(at), lead, items, *paragraphs(100))))
        for issue in parts:
            texts = [block for block in issue.blocks if isinstance(block, Paragraph | BulletList)]
            assert texts[-1] != lead
            assert not isinstance(texts[0], BulletList)


def test_a_subheading_begins_the_next_part_and_becomes_its_title() -> None:
    parts = drawn(
        an_article(
            a_long_section(
                *paragraphs(180, 180), Subheading("Halverwege rusten"), *paragraphs(160, 160)
            )
        )
    )
    assert [issue.title for issue in parts] == ["Een lange weg — in etappes", "Halverwege rusten"]
    assert parts[1].blocks[0] == paragraphs(160)[0] or Subheading not in kinds(parts[1])


def test_one_paragraph_of_a_thousand_words_is_left_whole() -> None:
    assert len(drawn(an_article(a_long_section(*paragraphs(1000))))) == 1


def test_of_several_quotes_the_last_closes_the_section_and_the_others_stay_where_they_stood() -> (
    None
):
    texts = paragraphs(100, 100, 100)
    lines = [
        PlacedLine(1, "Een lange weg\n", LinePlace.HEADING),
        *(
            PlacedLine(number, plain(text.text) + "\n", LinePlace.TEXT)
            for number, text in zip((2, 4, 5), texts, strict=True)
        ),
        PlacedLine(3, '"Vroeg."\n', LinePlace.QUOTE),
        PlacedLine(6, '"Laat."\n', LinePlace.QUOTE),
    ]
    section = a_long_section(
        *texts, quotes=(Quote("Vroeg.", None, 3), Quote("Laat.", None, 6)), line=1
    )
    (issue,) = drawn(an_article(section, lines=tuple(lines), questions=()))
    assert issue.blocks[:5] == (
        texts[0],
        PullQuote("Vroeg."),
        texts[1],
        texts[2],
        PullQuote("Laat."),
    )


def test_fewer_weeks_than_sections_prefer_what_has_quote_and_prompt_in_the_articles_order() -> None:
    sections = [
        a_section("Een begin hier", quote=None),
        a_section("Twee stappen", prompt="Welke?"),
        a_section("Drie paden", prompt=None, quote="Elk pad is er een."),
        a_section("Vier seizoenen", quote="Ook de winter hoort erbij.", prompt="Welk?"),
    ]
    article = an_article(*sections, call_to_action=Button("Begin"))
    assert [issue.title for issue in drawn(article, weeks=2)] == ["Twee stappen", "Vier seizoenen"]
    assert [issue.title for issue in drawn(article, weeks=3)] == [
        "Een begin hier",
        "Twee stappen",
        "Vier seizoenen",
    ]
    assert [Questions in kinds(issue) for issue in drawn(article, weeks=2)] == [True, False]
    assert drawn(article, weeks=4) == drawn(article, weeks=99) == drawn(article)


def test_one_week_is_the_intro_the_questions_a_quote_and_the_link() -> None:
    (issue,) = drawn(
        an_article(*three_sections(), faq=a_faq(1), call_to_action=Button("Begin")), weeks=1
    )
    assert kinds(issue) == [Paragraph, PullQuote, Questions]
    assert issue.subject == "Hoe rust weer een plek krijgt"
    assert issue.sections == ()
    assert issue.origin == CrossLink("Leren Stilstaan", "https://voorbeeld.nl/stilstaan")


def test_one_week_of_a_piece_with_nothing_to_introduce_it_is_its_best_section() -> None:
    sections = (a_section("Een begin hier", quote=None, prompt=None), a_section("Twee", quote=None))
    (issue,) = drawn(an_article(*sections, intro=None, questions=()), weeks=1)
    assert issue.title == "Een begin hier"


def test_an_article_of_questions_alone_is_still_an_issue_and_an_empty_one_is_none() -> None:
    (issue,) = drawn(an_article())
    assert kinds(issue) == [Paragraph, Questions]
    assert drawn(an_article(intro=None, questions=())) == ()


def test_no_weeks_at_all_is_a_mistake() -> None:
    with pytest.raises(DeskError, match="weeks-too-few"):
        drawn(an_article(a_section()), weeks=0)


def test_nothing_is_used_in_two_issues() -> None:
    article = an_article(*three_sections(), faq=a_faq(3))
    (introduction,) = drawn(article, weeks=1)
    issues = drawn(article, used=used_by([introduction]))
    everything = used_by([introduction, *issues])
    assert len(issues) == 3
    assert sum(Questions in kinds(issue) for issue in issues) == 0
    quotes = [
        fold_sentence(block.text)
        for issue in [introduction, *issues]
        for block in issue.blocks
        if isinstance(block, PullQuote)
    ]
    assert len(quotes) == len(set(quotes)) == len(everything.quotes)
    assert drawn(article, used=everything) == ()


def test_a_quote_that_stands_twice_in_an_article_goes_out_once() -> None:
    sections = (a_section("Eerst hier"), a_section("Dan daar", prompt="Waar?"))
    first, second = drawn(an_article(*sections))
    assert (PullQuote in kinds(first), PullQuote in kinds(second)) == (True, False)


def test_articles_by_turns_alternate_and_are_numbered_in_that_order() -> None:
    one = drawn(an_article(*three_sections()), file="een.txt")
    other = drawn(an_article(a_section()), file="twee.txt")
    mixed = mix([one, other], 7)
    assert [(issue.number, issue.article) for issue in mixed] == [
        (7, "een.txt"),
        (8, "twee.txt"),
        (9, "een.txt"),
        (10, "een.txt"),
    ]
    assert mix([], 1) == ()


def test_of_articles_by_turns_no_two_issues_in_a_row_end_in_a_postscript() -> None:
    after = PostScript("Mag ik ook rusten?", rich("Ja, dat mag."))
    [one] = drawn(an_article(a_section()), file="een.txt")
    ending = replace(one, blocks=(*one.blocks, after))
    mixed = mix([[ending, ending], [ending, one]], 1)
    assert [PostScript in kinds(issue) for issue in mixed] == [True, False, True, False]
    reasons = [issue.choices and issue.choices.post_script for issue in mixed]
    assert reasons[1] is PostScriptReason.ISSUE_BEFORE
    assert reasons[3] is one.choices.post_script


SECTIONS = st.lists(
    st.builds(
        a_section,
        st.one_of(
            st.none(),
            st.sampled_from(
                ["Rust — nu", "Conclusie", "1. Adem in", "Waarom? Daarom", "Kijken: zonder haast"]
            ),
        ),
        blocks=st.lists(
            st.one_of(
                st.integers(1, 400).map(lambda length: Paragraph(rich(words(length)))),
                st.just(Paragraph(rich("Namelijk:"))),
                st.just(Subheading("Een kop")),
                st.integers(1, 30).map(lambda length: BulletList((ListItem(rich(words(length))),))),
            ),
            max_size=6,
        ).map(tuple),
        quote=st.one_of(st.none(), st.integers(1, 40).map(lambda length: words(length, "zon"))),
        prompt=st.one_of(
            st.none(), st.integers(1, 99).map(lambda at: f"Wat zie je op dag {at} van je week?")
        ),
    ),
    max_size=6,
).map(lambda sections: [replace(section, slug=f"deel-{at}") for at, section in enumerate(sections)])


@settings(max_examples=50)
@given(SECTIONS, st.one_of(st.none(), st.integers(1, 7)))
def test_whatever_the_article_its_issues_keep_the_rules(
    sections: list[Section], weeks: int | None
) -> None:
    article = an_article(*sections)
    issues = drawn(article, weeks=weeks)
    assert len(issues) <= (weeks or 99)
    assert drawn(article, weeks=weeks) == issues, "the same input gives the same issues"
    assert len({issue.subject.casefold() for issue in issues}) == len(
        issues
    ) or "Om even bij stil te staan" in {issue.subject for issue in issues}
    keys = [key for issue in issues for key in issue.sections]
    assert len(keys) == len(set(keys)), "no section twice"
    for issue in issues:
        assert 0 < len(issue.subject) <= 60
        assert len(issue.preheader) <= 110
        assert issue.subject.casefold() != issue.preheader.casefold()
        assert kinds(issue).count(Prompt) <= 1
        assert parse(text_of(issue), Path(file_name(issue))).blocks == issue.blocks


@settings(max_examples=60)
@given(SECTIONS)
def test_every_block_of_every_section_is_drawn_once_and_in_order(sections: list[Section]) -> None:
    told = portions(an_article(*sections))
    drawn_ = [
        block
        for portion in told
        for part in portion
        # the subheading at the start of a part of a split section is that part's heading
        for block in ([Subheading(part.heading)] if _has_taken_a_subheading(part) else [])
        + list(part.blocks)
    ]
    kept = [
        section
        for section in sections
        if section.quotes or section.prompts or sum(map(words_in, section.blocks))
    ]
    assert drawn_ == [block for section in kept for block in section.blocks]


def _has_taken_a_subheading(part: PortionPart) -> bool:
    return "/" in part.key and not part.key.endswith("/1") and not part.is_continued


@settings(max_examples=60)
@given(SECTIONS)
def test_no_issue_is_joined_too_long_or_split_too_short(sections: list[Section]) -> None:
    for portion in portions(an_article(*sections)):
        sizes = [part.words for part in portion]
        assert len(portion) == 1 or sum(sizes) <= 600
        assert all(part.words >= 110 for part in portion if "/" in part.key)
        assert sum(bool(part.prompts) for part in portion) <= 1
        assert not any(
            part.key.endswith("/1") and isinstance(part.blocks[-1], Subheading) for part in portion
        )


def test_the_seed_gives_eleven_issues_with_the_words_that_an_editor_would_choose(
    seed: Path,
) -> None:
    from newsletter import sources

    article = sources.read(seed.name, seed.read_bytes())
    issues = draw(article, file=seed.name, first_number=1)
    parts = [[half.strip() for half in issue.title.split("—")] for issue in issues]
    behind = {at for at, issue in enumerate(issues, 1) if _is(issue.subject, parts[at - 1][-1])}
    assert len(issues) == 11
    assert behind - {1} == {2, 3, 5, 6, 7, 8, 9}
    assert all(_is(issues[at - 1].subject, parts[at - 1][0]) for at in (1, 4, 10, 11))
    assert [issue.number for issue in issues if PostScript in kinds(issue)] == [9]
    assert issues[-1].title.startswith("Naar ")
    assert article.sign_off is not None
    assert len(article.sign_off.split("\n")) == 2
    assert [Button in kinds(issue) for issue in issues] == [False] * (len(issues) - 1) + [True]


def _is(subject: str, half: str) -> bool:
    return subject.casefold() == half.casefold()


def test_no_letter_of_the_seed_repeats_itself_in_the_inbox(seed: Path) -> None:
    from newsletter import sources

    article = sources.read(seed.name, seed.read_bytes())
    for issue in draw(article, file=seed.name, first_number=1):
        texts = [plain(block.text) for block in issue.blocks if isinstance(block, Paragraph)]
        assert 30 <= len(issue.preheader) <= 110
        assert issue.preheader.rstrip("….") not in texts[0]
        assert issue.preheader.casefold() != issue.subject.casefold()
        quotes = [block.text for block in issue.blocks if isinstance(block, PullQuote)]
        assert all(map(article.holds, quotes))
        links = [block for block in issue.blocks if isinstance(block, CrossLink)]
        assert all(len(plain(link.lead_in).split()) > 20 for link in links)
        assert not any(plain(link.lead_in) in texts for link in links)


def test_the_fullest_sections_of_the_seed_come_first_where_the_weeks_are_few(seed: Path) -> None:
    from newsletter import sources

    article = sources.read(seed.name, seed.read_bytes())
    every = draw(article, file=seed.name, first_number=1)
    few = draw(article, file=seed.name, first_number=1, weeks=2)
    assert [issue.subject for issue in few] == [issue.subject for issue in every[1:3]]


def test_a_lead_in_goes_with_its_link_and_counts_as_text() -> None:
    lead = rich(words(40, "verder"))
    link = CrossLink("Slapen als vroeger", lead_in=lead)
    section = a_section(blocks=(Paragraph(rich(words(50))), Paragraph(lead)), see_also=(link,))
    assert sum(part.words for (part,) in portions(an_article(section))) == 90
    (issue,) = drawn(an_article(section, questions=()))
    assert kinds(issue) == [Paragraph, PullQuote, CrossLink, Prompt]
    assert [block for block in issue.blocks if isinstance(block, CrossLink)] == [link]


def test_a_quote_that_words_lead_in_to_follows_them_also_as_the_last_of_its_section() -> None:
    texts = (words(90, "zeg") + " Bijvoorbeeld:", words(90, "verder"))
    section = a_section(
        "Zeggen — wat je wilt", blocks=tuple(Paragraph(rich(text)) for text in texts), prompt=None
    )
    said = ("Ik wil graag dat je luistert.", "Wacht daar even mee.")
    led = replace(section, line=1, quotes=(Quote(said[0], None, 3), Quote(said[1], None, 4)))
    lines = (
        PlacedLine(1, "Zeggen — wat je wilt\n", LinePlace.HEADING),
        PlacedLine(2, texts[0] + "\n", LinePlace.TEXT),
        *(PlacedLine(at, f'"{words}"\n', LinePlace.QUOTE) for at, words in enumerate(said, 3)),
        PlacedLine(5, texts[1] + "\n", LinePlace.TEXT),
    )
    (issue,) = drawn(replace(an_article(led), lines=lines, questions=()))
    assert kinds(issue)[:4] == [Paragraph, PullQuote, PullQuote, Paragraph]
    assert [one.text for one in issue.blocks if isinstance(one, PullQuote)] == list(said)


def test_the_title_above_the_first_of_a_series_is_in_the_letter_with_it() -> None:
    text = Paragraph(rich(words(200, "traag")))
    first, second = (
        a_section(f"Stap {at}: wacht", blocks=(text,), prompt=f"Wat merk je, {at}?")
        for at in (1, 2)
    )
    title = a_section("Wat er helpt", blocks=(), quote=None, prompt=None)
    issues = drawn(replace(an_article(title, first, second), questions=()))
    assert [issue.title for issue in issues][:2] == ["Wat er helpt", "Stap 2: wacht"]
    assert any(
        isinstance(block, Subheading) and "wacht" in block.text for block in issues[0].blocks
    )

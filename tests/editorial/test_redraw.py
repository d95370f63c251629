from dataclasses import replace
from pathlib import Path

from newsletter.editorial.issue_files import read_all, write
from newsletter.editorial.quotes import used_by
from newsletter.editorial.redraw import Redrawn, RedrawState, redraw
from newsletter.message import Message
from newsletter.model.article import Article
from newsletter.model.blocks import Paragraph, Questions, rich
from newsletter.model.issue import Issue
from tests.editorial.builders import a_faq, a_section, an_article, words


def an_article_of(*names: str) -> Article:
    sections = [
        a_section(f"{name.capitalize()} en stilte", quote=words(9, name), prompt=f"Wat is {name}?")
        for name in names
    ]
    return an_article(*sections, faq=a_faq(2), questions=())


THREE = an_article_of("adem", "beweging", "contact")


def told(redrawn: Redrawn) -> list[Message]:
    return [remark.message for remark in redrawn.remarks]


def test_drawing_again_finds_nothing_new_and_says_so(tmp_path: Path) -> None:
    first = redraw([("een.txt", THREE)], ())
    assert [issue.number for issue in first.new] == [1, 2, 3]
    assert first.remarks == ()
    for issue in first.new:
        write(issue, tmp_path)
    again = redraw([("een.txt", THREE)], read_all(tmp_path))
    assert again.new == ()
    assert told(again) == [
        Message("drawn-already", file="001-adem-en-stilte.md"),
        Message("drawn-already", file="002-beweging-en-stilte.md"),
        Message("drawn-already", file="003-contact-en-stilte.md"),
    ]


def test_what_was_edited_or_sent_is_left_as_it_is_and_that_is_said() -> None:
    one, two, three = redraw([("een.txt", THREE)], ()).new
    edited = replace(two, blocks=(Paragraph(rich("Van de redactie.")),))
    again = redraw([("een.txt", THREE)], [one, edited, three], sent={3})
    assert again.new == ()
    assert told(again) == [
        Message("drawn-already", file="001-adem-en-stilte.md"),
        Message("drawn-otherwise", file="002-beweging-en-stilte.md"),
        Message("drawn-and-sent", file="003-contact-en-stilte.md"),
    ]


def test_a_further_week_takes_what_is_not_drawn_yet_under_the_next_number() -> None:
    two = redraw([("een.txt", THREE)], (), weeks=2).new
    more = redraw([("een.txt", THREE)], two)
    assert [(issue.number, issue.sections) for issue in more.new] == [(3, ("contact-en-stilte",))]
    assert len(more.remarks) == 2
    assert redraw([("een.txt", THREE)], two, weeks=2).new == ()


def test_an_issue_whose_file_was_removed_is_drawn_anew() -> None:
    one, _, three = redraw([("een.txt", THREE)], ()).new
    again = redraw([("een.txt", THREE)], [one, three])
    assert [(issue.number, issue.sections) for issue in again.new] == [(4, ("beweging-en-stilte",))]


def test_a_quote_that_an_editor_moved_to_another_issue_is_not_drawn_again() -> None:
    one, two, three = redraw([("een.txt", THREE)], ()).new
    borrowed = replace(
        one,
        blocks=(*one.blocks, *(block for block in two.blocks if not isinstance(block, Paragraph))),
    )
    (anew,) = redraw([("een.txt", THREE)], [borrowed, three]).new
    fresh, kept = used_by([anew]), used_by([borrowed, three])
    assert not fresh.quotes & kept.quotes
    assert not fresh.prompts & kept.prompts
    assert not fresh.questions & kept.questions


def test_an_introduction_and_the_sections_stand_beside_each_other() -> None:
    article = replace(THREE, questions=an_article().questions)
    intro = redraw([("een.txt", article)], (), weeks=1).new
    rest = redraw([("een.txt", article)], intro)
    assert [issue.number for issue in (*intro, *rest.new)] == [1, 2, 3, 4]
    assert not any(isinstance(block, Questions) for issue in rest.new for block in issue.blocks)
    assert told(redraw([("een.txt", article)], [*intro, *rest.new], weeks=1)) == [
        Message("drawn-already", file="001-hoe-rust-weer-een-plek-krijgt.md")
    ]


def test_an_introduction_is_not_followed_by_a_section_when_one_week_is_drawn_again() -> None:
    article = replace(THREE, questions=an_article().questions, sections=THREE.sections[:1])
    intro = redraw([("een.txt", article)], (), weeks=1).new
    assert len(intro) == 1
    assert redraw([("een.txt", article)], intro, weeks=1).new == ()


def test_an_issue_that_names_a_section_as_version_0_1_did_is_found(tmp_path: Path) -> None:
    opening = a_section(
        "Łódź en de stilte",
        former_slug="odz-en-de-stilte",
        blocks=(Paragraph(rich(words(150))),) * 8,
    )
    article = an_article(opening, *THREE.sections, faq=(), questions=())
    drawn = redraw([("een.txt", article)], ()).new
    assert drawn[1].sections == ("lodz-en-de-stilte/2",)
    for issue in drawn:
        path = write(issue, tmp_path)
        text = path.read_text("utf-8")
        path.write_text(text.replace("[lodz-en-de-stilte", "[odz-en-de-stilte"), "utf-8")
    existing = read_all(tmp_path)
    assert existing[1].sections == ("odz-en-de-stilte/2",)
    again = redraw([("een.txt", article)], existing)
    assert again.new == ()
    assert {remark.standing for remark in again.remarks} == {RedrawState.AS_DRAWN}
    assert len(again.remarks) == len(drawn)
    assert redraw([("een.txt", article)], existing[:2]).new[0].sections == drawn[2].sections


def test_articles_come_one_after_the_other_or_by_turns_and_share_no_words() -> None:
    other = an_article_of("dansen", "adem")  # its quote on breathing stands in the first one too
    pair = [("een.txt", THREE), ("twee.txt", other)]
    in_a_row, by_turns = redraw(pair, ()).new, redraw(pair, (), mixed=True).new
    assert [issue.article for issue in in_a_row] == ["een.txt"] * 3 + ["twee.txt"] * 2
    assert [issue.article for issue in by_turns] == [
        "een.txt",
        "twee.txt",
        "een.txt",
        "twee.txt",
        "een.txt",
    ]
    assert [issue.number for issue in by_turns] == [1, 2, 3, 4, 5]
    assert _quotes(in_a_row) == sorted(set(_quotes(in_a_row)))
    assert redraw([pair[0], pair[0]], ()).new == redraw([pair[0]], ()).new


def _quotes(issues: tuple[Issue, ...]) -> list[str]:
    return sorted(quote for issue in issues for quote in used_by([issue]).quotes)

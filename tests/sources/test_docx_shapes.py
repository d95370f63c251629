"""What Word, and those who write its files, make of a text; and how it reads."""

import pytest

from newsletter import sources
from newsletter.model.article import Article, LeftOutKind
from tests.sources.builders import headings, lists, paragraphs, prompts, quotes
from tests.sources.docx_files import docx_of_xml, p

FIRST = "Een alinea die gewoon wat woorden zegt en ook eindigt."
SECOND = "Nog iets anders dat hier gezegd wordt, en ook dat eindigt."
THIRD = "En tot slot nog een derde alinea met wat woorden erin."
_NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def article(*body: str, **parts: str) -> Article:
    return sources.read("stuk.docx", docx_of_xml("".join(body), **parts))


def left_out(read: Article) -> dict[LeftOutKind, str]:
    return {one.kind: one.words for one in read.left_out}


@pytest.mark.parametrize(
    ("title", "heading"),
    [("Title", "Heading1"), ("Title", "Kop1"), ("Heading1", "Heading2"), ("Kop1", "Kop1"), ("Normal", "Kop1")],
    ids=["a title", "in a Dutch Word", "one large heading", "headings of one size", "an ordinary line"],
)  # fmt: skip
def test_the_title_and_the_headings_are_known_by_their_styles(title: str, heading: str) -> None:
    read = article(
        p("De titel", title),
        p(FIRST),
        p("Kop een", heading),
        p(SECOND),
        p("Kop twee", heading),
        p(THIRD),
    )
    assert read.title == "De titel"
    assert headings(read) == ["Kop een", "Kop twee"]
    assert read.intro == FIRST
    assert paragraphs(read) == [SECOND, THIRD]


def test_headings_below_a_title_keep_their_order() -> None:
    read = article(
        p("De titel", "Title"), p(FIRST), p("Kop", "Heading1"), p("Onder", "Heading2"), p(SECOND)
    )
    assert headings(read) == ["Kop"]


def test_neighbouring_quotes_are_two_and_a_name_belongs_to_the_one_before_it() -> None:
    read = article(
        p("De titel", "Title"),
        p(FIRST),
        p("Kop", "Heading1"),
        p("Het eerste citaat staat hier.", "Quote"),
        p("Het tweede citaat staat hier.", "IntenseQuote"),
        p("— Etty", "Quote"),
        p(SECOND),
        p("— Etty", "Quote"),
    )
    assert quotes(read) == [
        ("Het eerste citaat staat hier.", None),
        ("Het tweede citaat staat hier.", "Etty"),
    ]
    assert paragraphs(read) == [SECOND, "— Etty"]  # no quote is right before it


def test_a_caption_is_left_out_and_is_nobodys_name() -> None:
    read = article(
        p("De titel", "Title"),
        p(FIRST),
        p("Kop", "Heading1"),
        p("Een citaat van een paar woorden.", "Quote"),
        p("Figuur 1: een schema", "Caption"),
        p(SECOND),
    )
    assert quotes(read) == [("Een citaat van een paar woorden.", None)]
    assert left_out(read) == {LeftOutKind.CAPTION: "Figuur 1: een schema"}


def test_a_footnote_is_left_out_with_its_mark() -> None:
    mark = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    note = (
        f'<w:footnotes {_NAMESPACE}><w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r>'
        "<w:r><w:t> Zie het boek.</w:t></w:r></w:p></w:footnote></w:footnotes>"
    )
    with_mark = f"<w:p><w:r><w:t>{SECOND}</w:t></w:r>{mark}</w:p>"
    read = article(
        p("De titel", "Title"), p(FIRST), p("Kop", "Heading1"), with_mark, footnotes=note
    )
    assert paragraphs(read) == [SECOND]
    assert "Zie het boek." in left_out(read)[LeftOutKind.FOOTNOTE]


def test_a_contents_list_is_left_out() -> None:
    entry = (
        '<w:p><w:pPr><w:pStyle w:val="TOC1"/></w:pPr><w:hyperlink w:anchor="_Toc{0}"><w:r>'
        "<w:t>Kop {0}</w:t><w:tab/><w:t>{0}</w:t></w:r></w:hyperlink></w:p>"
    )
    heading = (
        '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:bookmarkStart w:id="{0}" '
        'w:name="_Toc{0}"/><w:r><w:t>Kop {0}</w:t></w:r><w:bookmarkEnd w:id="{0}"/></w:p>'
    )
    body = ((1, FIRST), (2, SECOND), (3, THIRD))
    read = article(
        p("De titel", "Title"),
        p("Inhoud", "TOCHeading"),
        *(entry.format(number) for number, _ in body),
        *(heading.format(number) + p(text) for number, text in body),
    )
    assert headings(read) == ["Kop 1", "Kop 2", "Kop 3"]
    assert LeftOutKind.CONTENTS in left_out(read)


def test_of_tracked_changes_what_was_deleted_is_gone_and_what_was_inserted_is_there() -> None:
    words = (
        "<w:p><w:r><w:t>Dit is </w:t></w:r><w:del><w:r><w:delText>niet </w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>wel </w:t></w:r></w:ins><w:r><w:rPr><w:strike/></w:rPr>"
        "<w:t>oude </w:t></w:r><w:r><w:t>een zin.</w:t></w:r></w:p>"
    )
    read = article(p("De titel", "Title"), words)
    assert paragraphs(read) == ["Dit is wel een zin."]
    assert left_out(read) == {LeftOutKind.STRUCK: "oude"}


def test_a_list_by_its_styles_name_alone_is_one() -> None:
    read = article(
        p("De titel", "Title"),
        p(FIRST),
        p("Kop", "Heading1"),
        p("een punt", "ListBullet"),
        p("nog een", "ListBullet"),
    )
    assert lists(read) == [["een punt", "nog een"]]


def test_an_unknown_style_is_ordinary_text_and_is_said() -> None:
    read = article(
        p("De titel", "Title"), p("Een ondertitel", "Subtitle"), p(FIRST, "Kader"), p("", "Quote")
    )
    assert FIRST in (read.intro or "", *paragraphs(read))
    assert read.unknown_styles == ("Kader met rand",)
    assert sources.facts(read)["unknown_styles"] == ["Kader met rand"]


def test_an_unknown_style_without_words_is_not_worth_a_sentence() -> None:
    read = article(p("De titel", "Title"), p(FIRST), p("", "Kader"))
    assert read.unknown_styles == ()


def test_text_without_any_style_is_read_by_its_form() -> None:
    bold = "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Een vette kop</w:t></w:r></w:p>"
    read = article(p("De titel"), p(FIRST), bold, p(SECOND), p("💡 Waar merk je het?"), p(THIRD))
    assert read.title == "De titel"
    assert headings(read) == ["Een vette kop"]
    assert prompts(read) == ["Waar merk je het?"]


def test_the_lines_are_those_of_plain_html_a_block_a_line() -> None:
    read = article(p("De titel", "Title"), p("Brood & <boter>"), p("een punt", "ListBullet"))
    assert read.source == (
        "<h1>De titel</h1>\n<p>Brood &amp; &lt;boter&gt;</p>\n<ul>\n<li>een punt</li>\n</ul>\n"
    )
    assert read.holds("Brood & <boter>")

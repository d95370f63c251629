"""Which bytes are text, and what is said of those that are not."""

import codecs

import pytest

from newsletter import sources
from newsletter.errors import ArticleError
from newsletter.sources.decoding import decode
from tests.builders.refusals import refused, words_of

DUTCH = "Rust in één dag — zo begin je\r\n\r\nDe eerste alinea heeft ‘accenten’: é, ë, ï, ö en ü.\n"


@pytest.mark.parametrize(
    "encoded",
    [
        DUTCH.encode(),
        DUTCH.encode("utf-8-sig"),
        DUTCH.encode("cp1252"),
        DUTCH.encode("utf-16"),
        codecs.BOM_UTF16_BE + DUTCH.encode("utf-16-be"),
        DUTCH.encode("utf-32"),
    ],
    ids=["utf-8", "utf-8 with mark", "cp1252", "utf-16", "utf-16 big", "utf-32"],
)
def test_the_usual_encodings_are_read_without_their_mark(encoded: bytes) -> None:
    assert decode(encoded, "a.txt") == DUTCH
    assert sources.read("a.txt", encoded).source == DUTCH


@pytest.mark.parametrize(
    ("encoded", "looks_like"),
    [
        (DUTCH.encode("mac_roman"), "Mac Roman"),
        ("Één café, een crème en een élégante pâté".encode("cp850"), "cp850"),
        ("Привет, это текст о спокойствии и тишине".encode("cp1251"), "Cyrillic"),
        ("Привет, это текст о спокойствии и тишине".encode("koi8-r"), "Cyrillic"),
        ("これは静けさについての文章です。".encode("shift_jis"), "East Asian"),
        ("这是关于平静的文章，慢慢来。".encode("gb18030"), "East Asian"),
        ("Žluťoučký kůň příliš".encode("cp1250"), "another region"),
        (DUTCH.encode("utf-16-le"), "UTF-16 without a byte-order mark"),
        (DUTCH.encode() + "é".encode()[:1], "UTF-8 but is damaged at byte"),
        (b"\xff\xfea", "UTF-16 but is damaged"),
        (bytes(range(128, 256)), "another region"),
    ],
)
def test_other_encodings_are_refused_by_what_they_look_like(
    encoded: bytes, looks_like: str
) -> None:
    with refused(ArticleError, "save it as UTF-8") as raised:
        decode(encoded, "a.txt")
    assert looks_like in words_of(raised.value)


@pytest.mark.parametrize(
    ("encoded", "said"),
    [
        (b"", "is empty"),
        (b" \r\n\t\n", "is empty"),
        ("\ufeff\u200b\u00a0\n".encode(), "is empty"),
        (b"%PDF-1.7 ...", "is a PDF"),
        (b"PK\x03\x04...", "Word document (docx)"),
        (b"\xd0\xcf\x11\xe0...", "old Word document"),
        (b"{\\rtf1 Rust}", "rich-text"),
        (b"\x89PNG\r\n", "picture"),
        (b"\xff\xd8\xff\xe0", "picture"),
        (b"GIF89a", "picture"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"Rust\0en vrede", "looks binary"),
        (b"\x80\0\0\0\0\0abc\xff", "looks binary"),
        (b"\x01\x02\x03 abc", "looks binary"),
        (b"a" * 5_000_000, "is 5 MB of text"),
    ],
)
def test_what_is_no_text_is_refused_by_what_it_is(encoded: bytes, said: str) -> None:
    with refused(ArticleError) as raised:
        sources.read("stuk.txt", encoded)
    assert words_of(raised.value).startswith("stuk.txt: ")
    assert said in words_of(raised.value)


def test_damage_is_told_with_its_line() -> None:
    with refused(ArticleError) as raised:
        decode("één\ntwéé\ndri".encode() + b"\xc3\n", "a.txt")
    assert raised.value.line == 3

"""What a Word file may not be: each is refused at once, with a sentence, by code."""

import io
import random
import zipfile
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsletter import sources
from newsletter.errors import ArticleError
from newsletter.sources.parsing.word_package import checked
from tests.sources.docx_files import docx_of_xml, p, package, parts_of

ORDINARY = p("Titel", "Title") + p("Een alinea met een paar woorden, en een punt.")
_CONTENT_TYPES = "[Content_Types].xml"
_CONTAINER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
_LINKED_PICTURE = (
    '<w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/'
    'wordprocessingDrawing"><wp:docPr id="1" name="x" descr="{alt}"/><a:graphic xmlns:a='
    '"http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData><pic:pic xmlns:pic='
    '"http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:blipFill>'
    '<a:blip r:link="picture"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline>'
    "</w:drawing></w:r></w:p>"
)


def refusal(data: bytes, name: str = "stuk.docx") -> ArticleError:
    with pytest.raises(ArticleError) as raised:
        sources.read(name, data)
    assert str(raised.value).startswith(f"{name}: ")
    return raised.value


def changed(**parts: bytes | None) -> bytes:
    """An ordinary Word file with these parts besides or instead; ``None`` removes one."""
    own = parts_of(docx_of_xml(ORDINARY))
    own.update({name: data for name, data in parts.items() if data is not None})
    return package({name: data for name, data in own.items() if parts.get(name, b"") is not None})


def of_types(before: bytes, after: bytes) -> bytes:
    types = parts_of(docx_of_xml(ORDINARY))[_CONTENT_TYPES]
    assert before in types
    return changed(**{_CONTENT_TYPES: types.replace(before, after)})


def a_zip_of_zips() -> bytes:
    data = docx_of_xml(ORDINARY)
    for _level in range(4):
        data = package({f"{number}.zip": data for number in range(4)})
    return data


def runs(many: int) -> str:
    return "<w:p>" + "<w:r><w:rPr><w:b/></w:rPr><w:t>e</w:t></w:r>" * many + "</w:p>"


def encrypted_entries() -> bytes:
    """A zip archive whose entries say that they are encrypted (APPNOTE 4.4.4)."""
    data = bytearray(docx_of_xml(ORDINARY))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + place] |= 1
            at = data.find(mark, at + 1)
    return bytes(data)


REFUSED: dict[str, tuple[str, Callable[[], bytes]]] = {
    "nothing": ("article-empty", bytes),
    "the first half": ("word-file-damaged", lambda: docx_of_xml(ORDINARY)[:400]),
    "a mark and zeros": ("word-file-damaged", lambda: b"PK\x03\x04" + bytes(500)),
    "words": ("word-file-damaged", lambda: b"Titel\n\nEen alinea."),
    "XML that does not end": (
        "word-file-damaged",
        lambda: changed(**{"word/document.xml": b"<w:document"}),
    ),
    "an entry that unpacks to something else": (
        "word-file-damaged",
        lambda: docx_of_xml(ORDINARY).replace(b"\x01\x02", b"\x02\x01", 1)[:-30],
    ),
    "a relation that is not there": (
        "word-file-damaged",
        lambda: docx_of_xml('<w:p><w:hyperlink r:id="none"><w:r><w:t>a</w:t></w:r></w:hyperlink></w:p>'),
    ),
    "an old Word document": ("word-file-of-another-kind", lambda: _CONTAINER),
    "a password": (
        "word-file-protected",
        lambda: _CONTAINER + "EncryptedPackage".encode("utf-16-le"),
    ),
    "encrypted entries": ("word-file-protected", encrypted_entries),
    "rich text": ("word-file-of-another-kind", lambda: b"{\\rtf1\\ansi Titel}"),
    "a web page": ("word-file-of-another-kind", lambda: b"<!DOCTYPE HTML><p>Titel"),
    "an OpenDocument text": (
        "word-file-of-another-kind",
        lambda: package({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<a/>"}),
    ),
    "a Pages document": (
        "word-file-of-another-kind",
        lambda: package({"Index/Document.iwa": b"x"}),
    ),
    "a zip of zips": ("word-file-of-another-kind", a_zip_of_zips),
    "a spreadsheet": (
        "word-file-of-another-kind",
        lambda: of_types(b"wordprocessingml.document", b"spreadsheetml.sheet"),
    ),
    "a main part that is not there": (
        "word-file-of-another-kind",
        lambda: changed(**{"word/document.xml": None}),
    ),
    "macros": (
        "word-file-with-macros",
        lambda: of_types(
            b"vnd.openxmlformats-officedocument.wordprocessingml.document.main",
            b"vnd.ms-word.document.macroEnabled.main",
        ),
    ),
    "a project of macros within": (
        "word-file-with-macros",
        lambda: of_types(
            b"</Types>",
            b'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>',
        ),
    ),
    "more than 500 entries": (
        "word-file-too-full",
        lambda: changed(**{f"word/media/{number}.png": b"x" for number in range(500)}),
    ),
    "entities that expand": (
        "word-file-with-doctype",
        lambda: changed(
            **{
                "word/document.xml": b'<!DOCTYPE w [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><w>&b;</w>'
            }
        ),
    ),
    "a document type in another part": (
        "word-file-with-doctype",
        lambda: changed(**{"word/footnotes.xml": b'<!DOCTYPE w SYSTEM "http://x.example/"><w/>'}),
    ),
    "a document type in UTF-16": (
        "word-file-with-doctype",
        lambda: changed(**{"word/settings.xml": "<!DOCTYPE w []><w/>".encode("utf-16")}),
    ),
    "a million paragraphs": ("word-file-too-long", lambda: docx_of_xml("<w:p/>" * 1_000_000)),
    "one paragraph above the limit": (
        "word-file-too-long",
        lambda: docx_of_xml(p("x") * 5_001),
    ),
    "a paragraph of a million words": (
        "paragraph-of-article-too-long",
        lambda: docx_of_xml(p("woord " * 1_000_000)),
    ),
    "a paragraph of 20,000 runs": ("word-file-too-full", lambda: docx_of_xml(runs(20_000))),
    "300 tables within each other": (
        "word-file-too-full",
        lambda: docx_of_xml("<w:tbl><w:tr><w:tc>" * 300 + p("x") + "</w:tc></w:tr></w:tbl>" * 300),
    ),
    "more XML than 8 MB": (
        "word-file-swells",
        lambda: changed(**{"word/theme.xml": b"<a>" + b"<!-- -->" * 1_000_001 + b"</a>"}),
    ),
    "a picture of zeros": (
        "word-file-swells",
        lambda: changed(**{"word/media/image1.png": bytes(50_000_000)}),
    ),
    "no words": ("word-file-empty", lambda: docx_of_xml("<w:p/>")),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_word_file_to_be_read_is_refused(case: str) -> None:
    code, made = REFUSED[case]
    assert refusal(made()).code == code


@pytest.mark.parametrize(
    "name", ["stuk.odt", "stuk.rtf", "stuk.doc", "stuk.pages", "stuk.DOCM", "stuk.dotx"]
)
def test_files_of_word_processors_are_refused_with_what_to_do_instead(name: str) -> None:
    assert refusal(b"anything", name).code == "word-file-of-another-kind"


def test_the_same_words_at_the_limit_are_read() -> None:
    assert sources.read("stuk.docx", docx_of_xml(p("Een woord.") * 5_000)).source


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_file_with_any_bytes_changed_is_checked_or_refused(data: st.DataObject) -> None:
    file = bytearray(docx_of_xml(ORDINARY))
    for _change in range(data.draw(st.integers(1, 4))):
        file[data.draw(st.integers(0, len(file) - 1))] = data.draw(st.integers(0, 255))
    with suppress(ArticleError):
        assert zipfile.is_zipfile(io.BytesIO(checked(bytes(file), "stuk.docx")))


def test_photographs_count_for_nothing_they_are_never_unpacked() -> None:
    noise = random.Random(1).randbytes(8_500_000)
    article = sources.read("stuk.docx", changed(**{"word/media/image1.jpeg": noise}))
    assert article.title == "Titel"


def test_a_file_above_ten_megabytes_is_refused_unread() -> None:
    assert refusal(b"PK\x03\x04" + bytes(10_000_000)).code == "word-file-too-large"


def test_a_picture_elsewhere_is_not_fetched_and_what_describes_it_is_said() -> None:
    relations = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        b'<Relationship Id="picture" Target="file:///etc/hostname" TargetMode="External" Type="'
        b'http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"/></Relationships>'
    )
    file = parts_of(docx_of_xml(ORDINARY + _LINKED_PICTURE.format(alt="Een stoel bij het raam")))
    file["word/_rels/document.xml.rels"] = relations
    article = sources.read("stuk.docx", package(file))
    assert [one.words for one in article.left_out] == ["Een stoel bij het raam"]
    assert "hostname" not in article.source


def test_a_style_map_within_the_file_is_not_obeyed() -> None:
    own = b"p[style-name='Title'] => div.own"
    with_map = changed(**{"mammoth/style-map": own, "mammoth/style-map.xml": b"<a/>"})
    assert sources.read("stuk.docx", with_map).title == "Titel"


def test_an_entry_that_is_there_twice_is_read_once() -> None:
    file = io.BytesIO(docx_of_xml(ORDINARY))
    with zipfile.ZipFile(file, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(
            "word/document.xml", parts_of(docx_of_xml(p("Ander")))["word/document.xml"]
        )
    assert sources.read("stuk.docx", file.getvalue()).source.count("<p>") == 1

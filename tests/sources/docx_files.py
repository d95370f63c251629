"""Word files for tests, made from Markdown with the standard library alone.

They hold what Word itself writes for such a text: paragraphs of the built-in
styles, hyperlinks as relations, and one list definition; no theme, no settings.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PARTS = ("document", "styles", "numbering")
_STYLES = {  # the style's id and its name, which Word keeps in English
    "Title": "Title",
    "Heading1": "heading 1",
    "Heading2": "heading 2",
    "Quote": "Quote",
    "ListBullet": "List Bullet",
    "IntenseQuote": "Intense Quote",
    "Caption": "caption",
    "Subtitle": "Subtitle",
    "Kop1": "heading 1",
    "Kader": "Kader met rand",
    "TOCHeading": "TOC Heading",
    "TOC1": "toc 1",
    "Normal": "Normal",
}
_FIRST_DATE = (1980, 1, 1, 0, 0, 0)  # the same file each time
_LINK_OR_EMPHASIS = re.compile(r"(\[[^\]]+\]\([^)]+\)|\*[^*\n]+\*)")
_LINK = re.compile(r"\[(?P<label>[^\]]+)\]\((?P<url>[^)]+)\)")


@dataclass(frozen=True, slots=True)
class Run:
    """Words of a paragraph in one manner."""

    text: str
    italic: bool = False
    url: str | None = None


@dataclass(frozen=True, slots=True)
class WordParagraph:
    """A paragraph with the id of its style."""

    style: str
    runs: tuple[Run, ...]


def docx_of_markdown(text: str) -> bytes:
    """The same article as a Word file; what stands in the front matter is no part of it."""
    return docx_file(tuple(_paragraphs(text)))


def docx_file(paragraphs: tuple[WordParagraph, ...]) -> bytes:
    """A Word file of these paragraphs."""
    urls = list(dict.fromkeys(run.url for one in paragraphs for run in one.runs if run.url))
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations([("rId1", "officeDocument", "word/document.xml", "")]),
        "word/document.xml": _document(paragraphs, urls),
        "word/_rels/document.xml.rels": _document_relations(urls),
        "word/styles.xml": _styles(),
        "word/numbering.xml": _numbering(),
    }
    return package({name: (_HEAD + xml).encode() for name, xml in parts.items()})


def package(parts: Mapping[str, bytes]) -> bytes:
    """A zip archive of these parts by their names."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            entry = zipfile.ZipInfo(name, _FIRST_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return file.getvalue()


def parts_of(file: bytes) -> dict[str, bytes]:
    """The parts of a Word file by their names, to change one."""
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def docx_of_xml(body: str, **parts: str) -> bytes:
    """A Word file with this XML as the body of its text.

    Further parts are named ``word/NAME.xml``; they replace those of that name.
    """
    own = parts_of(docx_file(()))
    told = f'<w:document xmlns:w="{_MAIN}" xmlns:r="{_OFFICE}"><w:body>{body}</w:body></w:document>'
    own["word/document.xml"] = (_HEAD + told).encode()
    for name, xml in parts.items():
        own[f"word/{name}.xml"] = (_HEAD + xml).encode()
    return package(own)


def p(text: str, style: str = "Normal", extra: str = "") -> str:
    """A paragraph's XML; what is ``extra`` stands in its properties."""
    manner = f'<w:pPr><w:pStyle w:val="{style}"/>{extra}</w:pPr>'
    return f'<w:p>{manner}<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def _paragraphs(text: str) -> Iterator[WordParagraph]:
    body = text.split("---\n", 2)[-1] if text.startswith("---\n") else text
    for block in re.split(r"\n{2,}", body.strip()):
        for line in _lines(block):
            yield _paragraph(line)


def _lines(block: str) -> list[str]:
    """Items and lines of a quote each for themselves; other blocks whole, with their breaks.

    Quotes lose their marks, so that nothing but the style says what they are.
    """
    if block.startswith(("- ", "> ")):
        return [line.replace('"', "") if line[0] == ">" else line for line in block.split("\n")]
    return [block.replace("\\\n", "\v").replace("\n", " ")]


def _paragraph(line: str) -> WordParagraph:
    marks = {
        "# ": "Title",
        "## ": "Heading1",
        "### ": "Heading2",
        "> ": "Quote",
        "- ": "ListBullet",
    }
    for mark, style in marks.items():
        if line.startswith(mark):
            return WordParagraph(style, tuple(_runs(line.removeprefix(mark))))
    return WordParagraph("Normal", tuple(_runs(line)))


def _runs(text: str) -> Iterator[Run]:
    for piece in filter(None, _LINK_OR_EMPHASIS.split(text)):
        if link := _LINK.fullmatch(piece):
            yield Run(link["label"], url=link["url"])
        elif piece.startswith("*") and piece.endswith("*"):
            yield Run(piece[1:-1], italic=True)
        else:
            yield Run(piece)


def _document(paragraphs: tuple[WordParagraph, ...], urls: list[str]) -> str:
    body = "".join(_paragraph_xml(one, urls) for one in paragraphs)
    return f'<w:document xmlns:w="{_MAIN}" xmlns:r="{_OFFICE}"><w:body>{body}</w:body></w:document>'


def _paragraph_xml(paragraph: WordParagraph, urls: list[str]) -> str:
    listed = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    numbering = listed if paragraph.style == "ListBullet" else ""
    style = f'<w:pPr><w:pStyle w:val="{paragraph.style}"/>{numbering}</w:pPr>'
    return f"<w:p>{style}{''.join(_run_xml(run, urls) for run in paragraph.runs)}</w:p>"


def _run_xml(run: Run, urls: list[str]) -> str:
    manner = "<w:rPr><w:i/></w:rPr>" if run.italic else ""
    text = "<w:br/>".join(
        f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in run.text.split("\v")
    )
    xml = f"<w:r>{manner}{text}</w:r>"
    if run.url is None:
        return xml
    return f'<w:hyperlink r:id="link{urls.index(run.url)}" w:history="1">{xml}</w:hyperlink>'


def _content_types() -> str:
    kinds = {"document": "document.main", "styles": "styles", "numbering": "numbering"}
    parts = "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="{_TYPE}.{kinds[part]}+xml"/>'
        for part in _PARTS
    )
    relations = "application/vnd.openxmlformats-package.relationships+xml"
    return (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="{relations}"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{parts}</Types>'
    )


def _document_relations(urls: list[str]) -> str:
    own = [(part, part, f"{part}.xml", "") for part in _PARTS[1:]]
    links = [(f"link{at}", "hyperlink", url, "External") for at, url in enumerate(urls)]
    return _relations([*own, *links])


def _relations(entries: list[tuple[str, str, str, str]]) -> str:
    """Relations by id, kind, target and mode."""
    told = "".join(
        f'<Relationship Id="{name}" Type="{_OFFICE}/{kind}" Target={quoteattr(target)}'
        + (f' TargetMode="{mode}"/>' if mode else "/>")
        for name, kind, target, mode in entries
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{told}</Relationships>'


def _styles() -> str:
    told = "".join(
        f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{label}"/></w:style>'
        for name, label in _STYLES.items()
    )
    return f'<w:styles xmlns:w="{_MAIN}">{told}</w:styles>'


def _numbering() -> str:
    level = '<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="·"/></w:lvl>'
    return (
        f'<w:numbering xmlns:w="{_MAIN}">'
        f'<w:abstractNum w:abstractNumId="0">{level}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )

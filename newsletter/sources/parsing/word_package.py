"""The package of a Word file (ECMA-376 part 2): a zip archive of XML parts.

It is checked before use. The result is a new archive with only the checked parts, so that
the converter cannot reach anything else. Pictures and embedded files are never unpacked.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Container, Iterable, Mapping
from typing import Final
from xml.parsers import expat

from newsletter.errors import ArticleError
from newsletter.message import Message
from newsletter.sources.discovery import LONGEST_PARAGRAPH, refuse_more

MOST_ENTRIES: Final = 500
LARGEST_UNPACKED: Final = 8_000_000  # bytes of XML, counted while unpacking
MOST_PARAGRAPHS: Final = 5_000
MOST_ELEMENTS: Final = 60_000  # in all parts; an article of 3,000 words has some 10,000
DEEPEST: Final = 100  # nesting depth; a table in a table has 30
_CHUNK: Final = 1 << 16
_SWELLS: Final = 100  # times its packed size; a photograph is below 2, a drawing below 30
_SMALL: Final = 1_000_000  # bytes that any entry may have
_TYPES: Final = "[Content_Types].xml"
_MAIN_TYPE: Final = (
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
)
_MACROS: Final = ("macroenabled", "vbaproject", "vbadata")  # in a type's name, lower case
_PARAGRAPH: Final = re.compile(r"wordprocessingml/(?:2006/)?main p$")  # strict: without the year
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_UNREADABLE: Final = (
    expat.ExpatError,
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,  # of an unsupported version or form of archive
    ValueError,
)
_ENCRYPTED_ENTRY: Final = 0x1  # general purpose bit 0 (APPNOTE 4.4.4)
_OPEN_DOCUMENT: Final = b"application/vnd.oasis.opendocument"


def checked(data: bytes, name: str) -> bytes:
    """Return a Word file reduced to its XML parts, once these are checked.

    Raises:
        ArticleError: It is not a Word file, contains macros, is protected, or
            exceeds a limit.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _refuse_entries(archive, name)
            counter = _Counter(name)
            parts = {
                entry: counter.read(archive, entry)
                for entry in dict.fromkeys(archive.namelist())
                if _is_xml(entry)
            }
    except _UNREADABLE as error:
        raise ArticleError("word-file-damaged", name) from error
    _refuse_types(counter.types, parts, name)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    return packed.getvalue()


def _is_xml(entry: str) -> bool:
    return entry.lower().endswith((".xml", ".rels"))


def _refuse_entries(archive: zipfile.ZipFile, name: str) -> None:
    """Reject an archive whose table of contents shows it to be unsuitable."""
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        raise ArticleError("word-file-too-full", name)
    if any(entry.flag_bits & _ENCRYPTED_ENTRY for entry in entries):
        raise ArticleError("word-file-protected", name)
    if _TYPES not in archive.namelist():
        kind = _kind(archive, archive.namelist())
        raise ArticleError("word-file-of-another-kind", name, kind=kind)
    if any(entry.compress_type not in _METHODS for entry in entries):
        raise ArticleError("word-file-damaged", name)
    if any(_swells(entry) for entry in entries if not _is_xml(entry.filename)):
        raise ArticleError("word-file-swells", name)


def _swells(entry: zipfile.ZipInfo) -> bool:
    """Return whether an entry's declared size marks it as a zip bomb."""
    return entry.file_size > max(_SMALL, _SWELLS * entry.compress_size)


def _kind(archive: zipfile.ZipFile, names: Iterable[str]) -> Message:
    """Return the message that says what a non-Word archive is."""
    if "mimetype" in names:
        with archive.open("mimetype") as stream:
            if stream.read(len(_OPEN_DOCUMENT)) == _OPEN_DOCUMENT:
                return Message("kind-odt")
    if any(name.endswith(".iwa") for name in names):
        return Message("kind-pages")
    return Message("kind-zip")


def _refuse_types(types: Mapping[str, str], parts: Container[str], name: str) -> None:
    """Reject a package whose types name macros, or lack an existing main part."""
    kinds = {part.removeprefix("/"): kind.casefold() for part, kind in types.items()}
    if any(mark in kind for kind in kinds.values() for mark in _MACROS):
        raise ArticleError("word-file-with-macros", name)
    if not any(kind == _MAIN_TYPE and part in parts for part, kind in kinds.items()):
        other = Message("kind-other-office-file")
        raise ArticleError("word-file-of-another-kind", name, kind=other)


class _Counter:
    """Unpacks XML parts and counts their contents while unpacking.

    Attributes:
        types: The declared type of each part by its name, or of each ending.
    """

    def __init__(self, name: str) -> None:
        self.types: dict[str, str] = {}
        self._name = name
        self._left = LARGEST_UNPACKED
        self._elements = 0
        self._paragraphs = 0
        self._depth = 0
        self._characters = 0  # of the paragraph

    def read(self, archive: zipfile.ZipFile, entry: str) -> bytes:
        """Return one part.

        Raises:
            ArticleError: A limit is exceeded, or there is a document type.
            ExpatError: It is not well-formed.
        """
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.CharacterDataHandler = self._text
        parser.EndElementHandler = self._end
        self._depth = self._characters = 0
        pieces: list[bytes] = []
        with archive.open(entry) as stream:
            while piece := stream.read(_CHUNK):
                self._left -= len(piece)
                if self._left < 0:
                    raise ArticleError("word-file-swells", self._name)
                parser.Parse(piece)
                pieces.append(piece)
        parser.Parse(b"", True)
        return b"".join(pieces)

    def _doctype(self, *_: object) -> None:
        # no program writes one, and its entities may expand without limit
        raise ArticleError("word-file-with-doctype", self._name)

    def _start(self, element: str, attributes: Mapping[str, str]) -> None:
        self._elements += 1
        self._depth += 1
        if _PARAGRAPH.search(element):
            self._characters = 0
            self._paragraphs += 1
            if self._paragraphs > MOST_PARAGRAPHS:
                raise ArticleError("word-file-too-long", self._name, limit=MOST_PARAGRAPHS)
        if self._elements > MOST_ELEMENTS or self._depth > DEEPEST:
            raise ArticleError("word-file-too-full", self._name)
        if (kind := attributes.get("ContentType")) is not None:
            part = attributes.get("PartName") or f".{attributes.get('Extension', '')}"
            self.types[part] = kind

    def _text(self, text: str) -> None:
        self._characters += len(text)
        code = "paragraph-of-article-too-long"
        refuse_more(self._characters, LONGEST_PARAGRAPH, code, self._name)

    def _end(self, _: str) -> None:
        self._depth -= 1

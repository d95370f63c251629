"""Conversion of a checked Word file by mammoth, and the roles of its styles.

Only the child process imports this. Word keeps the names of its built-in styles in
English in every language. LibreOffice, Pandoc and Google Docs write these names, or a few
of their own that are listed here.
"""

import io
from collections.abc import Sequence
from typing import Any, Final

import mammoth
from mammoth import documents

from newsletter.sources.structure.quotes import attribution, opens_only

_HEADINGS: Final = {f"heading {level}": level for level in range(1, 10)} | {
    "heading": 1,
    "toc heading": 1,
}
_TITLE: Final = "title"
_QUOTES: Final = frozenset({"quote", "intense quote", "quotations", "block text"})
_CAPTIONS: Final = frozenset({"caption", "image caption", "table caption"})
# read as ordinary text, or as the lists and notes that mammoth recognises
_ORDINARY: Final = frozenset(
    {
        "body",
        "body text",
        "body text 2",
        "body text 3",
        "compact",
        "default",
        "endnote",
        "endnote text",
        "first paragraph",
        "footnote",
        "footnote text",
        "list",
        "list paragraph",
        "no spacing",
        "normal",
        "normal (web)",
        "plain text",
        "standard",
        "subtitle",
        "text body",
    }
)
_ORDINARY_STARTS: Final = ("list bullet", "list number", "list continue", "toc ")
_DEEPEST_HEADING: Final = 6
_QUOTE, _QUOTE_GOES_ON, _CAPTION = "quote", "quote goes on", "caption"
_DEEPEST_LIST: Final = 5
# complete, without mammoth's map, which has each heading three times: each run is compared with all
_STYLE_MAP: Final = "\n".join(
    (
        "r[style-name='Strong'] => strong",
        "r[style-name='Emphasis'] => em",
        "r[style-name='Subtle Emphasis'] => em",
        "r[style-name='Intense Emphasis'] => em",
        *(
            f"p[style-name='h{level}'] => h{level}:fresh"
            for level in range(1, _DEEPEST_HEADING + 1)
        ),
        f"p[style-name='{_QUOTE}'] => blockquote:fresh > p:fresh",
        f"p[style-name='{_QUOTE_GOES_ON}'] => blockquote > p:fresh",
        f"p[style-name='{_CAPTION}'] => figcaption:fresh",
        *(
            f"p:{kind}-list({depth}) => {'ul|ol > li > ' * (depth - 1)}{tag} > li:fresh"
            for kind, tag in (("unordered", "ul"), ("ordered", "ol"))
            for depth in range(1, _DEEPEST_LIST + 1)
        ),
        "p[style-name^='List Bullet'] => ul > li:fresh",  # after the styles that state a depth
        "p[style-name^='List Number'] => ol > li:fresh",
    )
)


def html_of(data: bytes) -> tuple[str, list[str]]:
    """Return a Word file's HTML, and the names of its unknown styles.

    Pictures are not opened, but their descriptions are kept.
    """
    unknown: list[str] = []

    def styled(document: Any) -> Any:  # noqa: ANN401  # mammoth has no types
        paragraphs = mammoth.transforms.get_descendants_of_type(document, documents.Paragraph)
        unknown.extend(_give_roles(paragraphs))
        return document

    result = mammoth.convert_to_html(
        io.BytesIO(data),
        style_map=_STYLE_MAP,
        include_default_style_map=False,
        transform_document=styled,
        convert_image=_described,
        include_embedded_style_map=False,
        external_file_access=False,
    )
    return result.value, unknown


def _described(image: Any) -> list[Any]:  # noqa: ANN401  # mammoth has no types
    if not (image.alt_text or "").strip():
        return []
    return [mammoth.html.element("img", {"alt": image.alt_text})]


def _give_roles(paragraphs: Sequence[Any]) -> list[str]:
    """Rename each paragraph's style to its role. Return the unknown names."""
    with_text = [(one, text) for one in paragraphs if (text := _text(one))]
    names = _with_title([(one.style_name or "").casefold().strip() for one, _ in with_text])
    deeper = _TITLE in names or names.count("heading 1") > 1
    unknown: dict[str, None] = {}
    before = ""  # the text of the quote that ends directly before
    for (paragraph, text), name in zip(with_text, names, strict=True):
        role = _role(name, deeper=deeper)
        if role == _QUOTE and before and (attribution(text) or opens_only(before)):
            role = _QUOTE_GOES_ON
        if role is not None:
            paragraph.style_name = role
        elif name and name not in _ORDINARY and not name.startswith(_ORDINARY_STARTS):
            unknown[paragraph.style_name] = None
        before = text if role in (_QUOTE, _QUOTE_GOES_ON) else ""
    return list(unknown)


def _with_title(names: list[str]) -> list[str]:
    """Return the styles' names, the first of several large headings as title."""
    first = names[0] if names else ""
    if _TITLE not in names and first == "heading 1" and names.count(first) > 1:
        return [_TITLE, *names[1:]]
    return names


def _role(name: str, *, deeper: bool) -> str | None:
    """Return the role of a style's paragraphs, or ``None`` for ordinary text.

    Headings are one level ``deeper`` under a title, or if those of the first level
    divide the text.
    """
    if name == _TITLE:
        return "h1"
    if level := _HEADINGS.get(name):
        return f"h{min(level + deeper, _DEEPEST_HEADING)}"
    if name in _QUOTES:
        return _QUOTE
    return _CAPTION if name in _CAPTIONS else None


def _text(paragraph: Any) -> str:  # noqa: ANN401  # mammoth has no types
    texts = mammoth.transforms.get_descendants_of_type(paragraph, documents.Text)
    return "".join(text.value for text in texts).strip()

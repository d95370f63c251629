"""The parser of HTML, and the one walk over what it made."""

from typing import Any, TypeAlias

from lxml import etree  # type: ignore[import-untyped]  # it has no types of its own

from newsletter.errors import ArticleError

Element: TypeAlias = Any
DEEPEST = 2_000  # elements within each other; the parser drops what lies deeper


def parse(text: str, name: str) -> Element | None:
    """The document's root; ``None`` when there is no element in it.

    Raises:
        ArticleError: If the elements are nested too deeply to be read whole.
    """
    # line ends as the parser counts them; scripts are not run and nothing is fetched
    data = text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace")
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ArticleError(f"cannot be read as HTML: {error}", name) from error
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise ArticleError(f"nests more than {DEEPEST:,} HTML elements; is this an article?", name)
    return root


def walk(root: Element) -> Element:
    """The iterator over what begins and ends, comments too; it can skip a subtree."""
    return etree.iterwalk(root, events=("start", "end", "comment", "pi"))

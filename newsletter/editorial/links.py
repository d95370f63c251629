"""``issues/links.toml``: the addresses of articles by title, shared by all issues."""

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from newsletter.errors import AuthorError, DeskError
from newsletter.model.article import Article
from newsletter.model.blocks import Block, Button, CrossLink
from newsletter.model.issue import Issue
from newsletter.text import files
from newsletter.text.folding import clean, fold_sentence, fold_spaces

_STRING = r"\"(?:[^\"\\]|\\.)*\"|'[^']*'"
_ENTRY = re.compile(rf"(\s*(?:{_STRING})\s*=\s*)(?:{_STRING})(.*)")
_PLACE = re.compile(r"\s*\(at line (\d+), column \d+\)$")
_HEAD = "# The addresses of pieces that issues link to: title = address\n"


def read(path: Path) -> dict[str, str]:
    """Return addresses by title, in file order; empty if there is no file.

    Raises:
        AuthorError: The file is not a list of ``"title" = "address"``.
    """
    if not path.exists():
        return {}
    return _parsed(files.read_text(path), path)


def _parsed(text: str, path: Path) -> dict[str, str]:
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = _PLACE.search(str(error))
        problem = _PLACE.sub("", str(error))
        line = int(place[1]) if place else text.count("\n") + 1
        raise AuthorError("links-unreadable", path, line, reason=problem) from error
    for title, address in table.items():
        if not isinstance(address, str):
            raise AuthorError("link-entry-empty", path, title=title)
    return table


def find(links: Mapping[str, str], title: str) -> str | None:
    """Return the address of a title, ignoring case, white space and a closing full stop."""
    if title in links:
        return links[title] or None
    wanted = fold_sentence(title)
    return next(
        (address for known, address in links.items() if fold_sentence(known) == wanted and address),
        None,
    )


def add(path: Path, title: str, address: str) -> None:
    """Set the address of a title; the rest of the file is kept, including comments.

    Raises:
        DeskError: Readers cannot follow the address, or there is no title.
        AuthorError: The existing file cannot be read.
    """
    title, address = _titled(title), address.strip()
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.netloc or clean(address) != address:
        raise DeskError("web-address-unusable", address=address)
    if not fold_sentence(title):
        raise DeskError("address-without-title", address=address)
    text = files.read_text(path) if path.exists() else _HEAD
    if find(_parsed(text, path), title) != address:
        files.replace(path, _with(text, title, address))


def note(path: Path, titles: Iterable[str]) -> tuple[str, ...]:
    """Add titles without an entry, with an empty address for the editor to fill in.

    The file is created if necessary. Its other contents are kept, including comments.

    Returns:
        The titles that were written.

    Raises:
        AuthorError: The file as it is cannot be read.
    """
    wanted: dict[str, str] = {}
    for title in map(_titled, titles):
        if fold_sentence(title):
            wanted.setdefault(fold_sentence(title), title)
    if not wanted:
        return ()
    text = files.read_text(path) if path.exists() else _HEAD
    known = set(map(fold_sentence, _parsed(text, path)))
    new = tuple(title for key, title in wanted.items() if key not in known)
    if new:
        end = "" if not text or text.endswith("\n") else "\n"
        lines = "".join(f'{_toml(title)} = ""\n' for title in new)
        files.replace(path, f"{text}{end}{lines}")
    return new


def titles_in_issue(issue: Issue) -> Iterator[str]:
    """Yield the titles in an issue that may have an address."""
    for block in (*issue.blocks, issue.origin):
        if isinstance(block, CrossLink | Button):
            yield block.text


def titles_in_article(article: Article) -> Iterator[str]:
    """Yield the titles in an article that may have an address, including its own."""
    yield article.title
    yield article.short_title or article.title
    for link in (*article.related, *(one for part in article.sections for one in part.see_also)):
        yield link.text
    if article.call_to_action is not None:
        yield article.call_to_action.text


def _titled(title: str) -> str:
    return fold_spaces(clean(title))


def _with(text: str, title: str, address: str) -> str:
    lines = text.removesuffix("\n").split("\n")  # only TOML's own line ends count
    for at, line in enumerate(lines):
        entry = _ENTRY.fullmatch(line)
        if entry and fold_sentence(next(iter(tomllib.loads(line)))) == fold_sentence(title):
            lines[at] = f"{entry[1]}{_toml(address)}{entry[2]}"
            break
    else:
        lines.append(f"{_toml(title)} = {_toml(address)}")
    return "\n".join(lines) + "\n"


def _toml(text: str) -> str:
    """Return a TOML basic string. JSON's escapes are valid in TOML."""
    return json.dumps(text, ensure_ascii=False)


def origin_of(article: Article) -> CrossLink | None:
    """Return a link to an issue's article: its short title, and its address if known.

    ``None`` if it has no title to show.
    """
    name = article.short_title or (article.title if article.is_titled else "")
    return CrossLink(fold_spaces(name).rstrip(". "), article.address) if name else None


def heal(issue: Issue, article: Article | None, links: Mapping[str, str]) -> Issue:
    """Fill in an issue's origin, sign-off and addresses where known.

    Args:
        issue: The issue from its file; values in the file are never changed.
        article: The article that it was drawn from, if it still exists.
        links: Addresses by title; they take precedence over the article's own.
    """
    # an entry without an address does not hide the article's
    filled = {title: address for title, address in links.items() if address}
    addresses = {**_addresses_in(article), **filled} if article else filled
    healed = replace(issue, blocks=tuple(_healed(block, addresses) for block in issue.blocks))
    if article is None:
        return healed
    return replace(
        healed,
        origin=_origin(article, addresses),
        sign_off=issue.sign_off or article.sign_off,
    )


def missing_links(issue: Issue) -> tuple[str, ...]:
    """Return the titles without an address, deduplicated, in reading order."""
    named = [
        block for block in (*issue.blocks, issue.origin) if isinstance(block, CrossLink | Button)
    ]
    return tuple(dict.fromkeys(block.text for block in named if not block.url))


def _origin(article: Article, addresses: Mapping[str, str]) -> CrossLink | None:
    origin = origin_of(article)
    if origin is None or origin.url:
        return origin
    url = find(addresses, origin.text) or find(addresses, article.title)
    return replace(origin, url=url)


def _healed(block: Block, addresses: Mapping[str, str]) -> Block:
    if isinstance(block, CrossLink | Button) and not block.url:
        return replace(block, url=find(addresses, block.text))
    return block


def _addresses_in(article: Article) -> dict[str, str]:
    """Return the addresses of other articles that the article itself gives."""
    named = [*article.related, *(link for section in article.sections for link in section.see_also)]
    if article.call_to_action is not None:
        button = article.call_to_action
        named.append(CrossLink(button.text, button.url))
    return {link.text: link.url for link in named if link.url}

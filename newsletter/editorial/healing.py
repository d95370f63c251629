"""What an issue file leaves open, filled in: origin, sign-off, and the addresses of links."""

from collections.abc import Mapping
from dataclasses import replace

from newsletter.editorial import links as known
from newsletter.editorial.words import squeezed
from newsletter.model.article import Article
from newsletter.model.blocks import Block, Button, CrossLink
from newsletter.model.issue import Issue


def origin_of(article: Article) -> CrossLink:
    """The piece that an issue is from: its short title, and its address when it is known."""
    return CrossLink(squeezed(article.short_title or article.title).rstrip(". "), article.address)


def heal(issue: Issue, article: Article | None, links: Mapping[str, str]) -> Issue:
    """The issue with its origin, sign-off and addresses, as far as they are known.

    Args:
        issue: As its file says it; what it says itself is never changed.
        article: The piece that it was drawn from, if it is still there.
        links: Addresses by title; they win over those that the article gives.
    """
    # a title that still waits for its address hides none that the article gives
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
    """The titles of links, buttons and the origin that have no address, each once, in reading order."""
    named = [
        block for block in (*issue.blocks, issue.origin) if isinstance(block, CrossLink | Button)
    ]
    return tuple(dict.fromkeys(block.text for block in named if not block.url))


def _origin(article: Article, addresses: Mapping[str, str]) -> CrossLink:
    origin = origin_of(article)
    if origin.url:
        return origin
    url = known.find(addresses, origin.text) or known.find(addresses, article.title)
    return replace(origin, url=url)


def _healed(block: Block, addresses: Mapping[str, str]) -> Block:
    if isinstance(block, CrossLink | Button) and not block.url:
        return replace(block, url=known.find(addresses, block.text))
    return block


def _addresses_in(article: Article) -> dict[str, str]:
    """The addresses that the article itself gives of other pieces."""
    named = [*article.related, *(link for section in article.sections for link in section.see_also)]
    if article.call_to_action is not None:
        button = article.call_to_action
        named.append(CrossLink(button.text, button.url))
    return {link.text: link.url for link in named if link.url}

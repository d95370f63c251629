"""Link checks: each link is requested once, several at the same time."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeAlias

from newsletter.errors import FetchError, FetchForbidden, FetchNowhere, FetchSilent, FetchUnsafe
from newsletter.fetching.cache import LinkCache, NoCache
from newsletter.fetching.fetcher import Fetcher
from newsletter.message import Message
from newsletter.model.links import LinkResult, LinkState

# Statuses that sites return to programs but not to browsers; 999 is LinkedIn's own.
_BLOCKS = frozenset({401, 402, 403, 405, 406, 407, 418, 421, 423, 425, 429, 430, 451, 503, 999})

# Names that resolve on any working network; if none does, the network is down.
_LANDMARKS = ("a.root-servers.net", "www.iana.org", "example.org")

Found: TypeAlias = dict[str, LinkResult]


def look_at(urls: Iterable[str], fetcher: Fetcher, cache: LinkCache | None = None) -> Found:
    """Return the result of each link by its address, each requested once.

    This takes as long as the slowest link, and at most twice ``within`` for every
    ``parallel`` links. It raises nothing: errors are results. On a machine without
    a network no link is reported as dead: each is ``AWAY``.
    """
    asked = list(dict.fromkeys(urls))
    pages = list(dict.fromkeys(url.partition("#")[0] for url in asked))
    look = partial(_recall_or_look, fetcher=fetcher, cache=cache or NoCache())
    with ThreadPoolExecutor(fetcher.settings.parallel, thread_name_prefix="link") as pool:
        found = dict(zip(pages, pool.map(look, pages), strict=True))
    if _is_cut_off(found, fetcher):
        found = {page: _unless_found(result) for page, result in found.items()}
    return {url: _renamed(found[url.partition("#")[0]], url) for url in asked}


def _is_cut_off(found: Found, fetcher: Fetcher) -> bool:
    """Return whether the machine is offline: no well-known host resolves."""
    is_lost = any(result.state is LinkState.UNKNOWN for result in found.values())
    return is_lost and not any(_finds(landmark, fetcher) for landmark in _LANDMARKS)


def _finds(host: str, fetcher: Fetcher) -> bool:
    try:
        return bool(fetcher.resolve(host, 443))
    except (OSError, UnicodeError):
        return False


def _unless_found(result: LinkResult) -> LinkResult:
    if result.state is not LinkState.UNKNOWN:
        return result
    return LinkResult(result.url, LinkState.AWAY, Message("fetch-no-network").to_text())


def _renamed(result: LinkResult, url: str) -> LinkResult:
    return LinkResult(url, result.state, result.detail)


def _recall_or_look(url: str, fetcher: Fetcher, cache: LinkCache) -> LinkResult:
    known = cache.recall(url)
    if known is not None:
        return known
    result = _look(url, fetcher)
    cache.keep(result)
    return result


def _look(url: str, fetcher: Fetcher) -> LinkResult:
    """Request only the headers, or the page itself if that is refused."""
    try:
        answer = fetcher.ask("HEAD", url, with_body=False)
        if answer.status >= 400:  # many sites do not support HEAD, and say so in different ways
            answer = fetcher.ask("GET", url, with_body=False)
    except FetchError as error:
        return LinkResult(url, _state_of(error), error.problem.to_text())
    return LinkResult(url, _state(answer.status), str(answer.status))


def _state(status: int) -> LinkState:
    if status < 400:
        return LinkState.ALIVE
    if status in _BLOCKS:
        return LinkState.BLOCKED
    if status < 500:
        return LinkState.DEAD
    return LinkState.SILENT


def _state_of(error: FetchError) -> LinkState:
    match error:
        case FetchForbidden():
            return LinkState.REFUSED
        case FetchNowhere():
            return LinkState.UNKNOWN
        case FetchUnsafe():
            return LinkState.UNSAFE
        case FetchSilent():
            return LinkState.SILENT
        case _:
            return LinkState.DEAD  # a redirect loop, or not HTTP at all

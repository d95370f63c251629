"""Asks the newsletter that runs on this machine, from another process, whether it is well."""

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from newsletter.app.health import health_problems
from newsletter.errors import FetchError, StoreError
from newsletter.fetching import FetchSettings
from newsletter.message import Message

if TYPE_CHECKING:
    from newsletter.app.newsletter import Newsletter

_WITHIN: Final = timedelta(seconds=5)


def ask(newsletter: "Newsletter") -> tuple[Message, ...]:
    """Return every reason why the newsletter is ill: its process first, then what the database says.

    A process of this publication is found by the note that it keeps, at whatever port it serves.
    """
    pages = _pages(newsletter)
    try:
        return pages + tuple(one.message for one in health_problems(newsletter.container))
    except StoreError as error:
        return (*pages, error.message)


def _pages(newsletter: "Newsletter") -> tuple[Message, ...]:
    from newsletter.fetching.fetcher import Fetcher

    container = newsletter.container
    address = container.running_at
    if address is None:
        return (Message("newsletter-not-running"),)
    settings = FetchSettings(allow_loopback=True, within=_WITHIN)
    try:
        answer = Fetcher(settings, monotonic=container.ticking).ask("GET", f"{address}/readyz")
    except FetchError:
        return (Message("pages-not-answering", address=address),)
    return () if answer.status == 200 else (Message("process-not-ready", address=address),)

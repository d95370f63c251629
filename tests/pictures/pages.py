"""Every page that a reader can come to, with its style sheet in it."""

from pathlib import Path
from typing import Any

from newsletter.audience.tokens import Purpose
from newsletter.model.preferences import Answer
from tests.audience.builders import House
from tests.web.builders import Newsletter, browser
from tests.web.test_subscribe import form

_STYLE = Path(__file__).parents[2] / "newsletter" / "web" / "static" / "page.css"
_OURS = {"sec-fetch-site": "same-origin"}


def pages(folder: Path) -> dict[str, str]:
    """Return the HTML of each page by its name.

    Args:
        folder: An empty folder for the readers' database.
    """
    house = House(folder)
    newsletter = Newsletter(house)
    visitor = browser(newsletter)
    found = {
        name: visitor.request(method, path, headers=_OURS, **form).text
        for name, (method, path, form) in _ways(newsletter).items()
    }
    found |= _way_in(newsletter)
    house.store.close()
    style = f"<style>{_STYLE.read_text('utf-8')}</style></head>"
    return {name: html.replace("</head>", style) for name, html in found.items()}


def _way_in(newsletter: Newsletter) -> dict[str, str]:
    """Return the pages from a sign-up to the welcome."""
    visitor = browser(newsletter)
    asked = visitor.post("/subscribe", data=form(newsletter, name="Anna"), headers=_OURS).text
    path = newsletter.house.mail.mails[-1][2]
    return {
        "asked": asked,
        "confirm": visitor.get(path).text,
        "welcome": visitor.post(path).text,
    }


def _ways(newsletter: Newsletter) -> dict[str, tuple[str, str, dict[str, Any]]]:
    """Return how each page is asked for, in an order in which each is still to be had."""
    house, reader = newsletter.house, newsletter.reader()
    leaves = newsletter.reader("lezer2@example.org")
    token = house.keyring.token
    fresh = [house.store.fresh_links.add(reader.id, house.clock()) for _ in range(2)]
    data = [f"/data/{token(Purpose.FRESH, one)}" for one in fresh]
    moment = f"/moment/{house.feedback.token(7, reader.id)}"
    leave = f"/unsubscribe/{token(Purpose.LEAVE, leaves.id)}"
    typed = {"data": form(newsletter, email="niets")}
    return {
        "front": ("GET", "/", {}),
        "archive": ("GET", "/archive", {}),
        "archive-issue": ("GET", "/archive/brief-1", {}),
        "privacy": ("GET", "/privacy", {}),
        "subscribe": ("GET", "/subscribe", {}),
        "subscribe-mistake": ("POST", "/subscribe", typed),
        "ask-link": ("GET", "/preferences", {}),
        "preferences": ("GET", f"/preferences/{token(Purpose.PREFERENCES, reader.id)}", {}),
        "open-data": ("GET", data[0], {}),
        "data": ("POST", data[0], {}),
        "link-used": ("POST", data[0], {}),
        "moment": ("GET", moment, {}),
        "moment-chosen": ("GET", f"{moment}?answer={Answer.SOMEWHAT.value}", {}),
        "answered": ("POST", moment, {"data": {"answer": Answer.YES.value}}),
        "answered-before": ("POST", moment, {"data": {"answer": Answer.NO.value}}),
        "leave": ("GET", leave, {}),
        "left": ("POST", leave, {}),
        "not-found": ("GET", "/nergens", {}),
        "damaged": ("GET", "/unsubscribe/x", {}),
    }

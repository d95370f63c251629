"""The name of the browser that sends a request, by which an editor recognises a session."""

from typing import Final

from starlette.requests import Request

# What a User-Agent contains → the name. The first that is found counts: Edge also names Chrome,
# and Chrome also names Safari.
_BROWSERS: Final = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS: Final = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def browser_of(request: Request) -> str:
    """Return the browser and its system, such as ``Firefox/Android``, without their versions.

    Returns:
        An empty text if either is unknown, so that no text of a visitor's choice is stored.
    """
    agent = request.headers.get("user-agent", "")
    browser, system = _first(_BROWSERS, agent), _first(_SYSTEMS, agent)
    return f"{browser}/{system}" if browser and system else ""


def _first(names: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((name for sign, name in names if sign in agent), "")

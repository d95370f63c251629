"""Which browser sends a request: one of a few names, so that an editor knows it in a list."""

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
        Empty if either is not among the known names, so that nothing is stored that a
        visitor chose.
    """
    agent = request.headers.get("user-agent", "")
    browser, system = _first(_BROWSERS, agent), _first(_SYSTEMS, agent)
    return f"{browser}/{system}" if browser and system else ""


def _first(names: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((name for sign, name in names if sign in agent), "")

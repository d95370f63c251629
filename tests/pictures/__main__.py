"""Writes the screenshots: ``make pictures``, or ``python -m tests.pictures FOLDER [PART OF A NAME]``.

Chromium draws them, as for the browser tests. ``index.html`` in the folder shows
them together; each is ``TEMPLATE-MAIL-VIEW-WIDTH.png`` or ``page-NAME-VIEW-WIDTH.png``.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

from newsletter.editorial.checks.views import View, seen, with_pictures
from tests.browser.mails import NAMES, pictures
from tests.chromium import NOT_HERE, launched, program
from tests.pictures.mails import mails
from tests.pictures.pages import pages

VIEWS = (View.LIGHT, View.DARK, View.OUTLOOK)
WIDTHS = (680, 375)  # CSS pixels: a desk's reading pane and a telephone


def shown() -> Iterator[tuple[str, str, bool]]:
    """Yield the name and HTML of every picture, and whether the browser is dark itself."""
    for template in NAMES:
        for name, html in mails(template):
            whole = with_pictures(html, pictures())
            for view in VIEWS:
                yield f"{template}-{name}-{view.value}", seen(whole, view), view is not View.LIGHT
    with tempfile.TemporaryDirectory() as folder:
        for name, html in pages(Path(folder)).items():
            yield f"page-{name}-light", html, False
            yield f"page-{name}-dark", html, True


def draw(browser: Any, folder: Path, sheets: list[tuple[str, str, bool]]) -> list[str]:
    """Write the pictures, and return their file names."""
    drawn = []
    for name, html, is_dark in sheets:
        context = browser.new_context(color_scheme="dark" if is_dark else "light")
        page = context.new_page()
        page.route("**/*", lambda route: route.abort())
        page.set_content(html, wait_until="load")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 300})
            file = f"{name}-{width}.png"
            page.screenshot(path=folder / file, full_page=True)
            drawn.append(file)
        context.close()
    return drawn


def index(files: list[str]) -> str:
    """Return a page that shows the pictures with their names."""
    figures = "\n".join(
        f'<figure><figcaption>{escape(file)}</figcaption><img src="{escape(file)}" alt="" loading="lazy"></figure>'
        for file in files
    )
    style = "body{font:14px sans-serif;background:#999}figure{display:inline-block;margin:12px;vertical-align:top}"
    return f"<!doctype html><title>Pictures</title><style>{style}</style>\n{figures}\n"


def main() -> int:
    """Draw everything that was asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.pictures", description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=Path("pictures"))
    parser.add_argument("wanted", nargs="?", default="", help="part of a picture's name")
    asked = parser.parse_args()
    folder, wanted = asked.folder, asked.wanted
    if program() is None:
        sys.stderr.write(f"{NOT_HERE}\n")
        return 1
    # the pages are asked for before the browser is open, which has the only event loop then
    sheets = [sheet for sheet in shown() if wanted in sheet[0]]
    folder.mkdir(parents=True, exist_ok=True)
    with launched() as browser:
        files = draw(browser, folder, sheets)
    (folder / "index.html").write_text(index(files), encoding="utf-8")
    sys.stdout.write(f"{len(files)} pictures in {folder}; open {folder / 'index.html'}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Writes the pictures of docs/desk.md: ``make desk-pictures``, or ``python -m tests.pictures.desk [FOLDER]``.

A publication with half a year behind it is served on loopback. Chromium uses its
desk as the document tells an editor to, and takes pictures on the way. Letters go
to a mail server that runs here for the occasion; nothing leaves the machine.
"""

import argparse
import random
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image

from newsletter.app import Newsletter
from newsletter.app.publication import init
from newsletter.app.readiness import Deliverability
from newsletter.model.delivery import ReportKind
from newsletter.model.dispatch import DeliveryState
from newsletter.model.preferences import Answer
from newsletter.providers.wire.smtp_server import Security
from tests.app.builders import SetClock
from tests.app.test_dispatch_report import answered
from tests.app.test_dispatches import bounced
from tests.app.test_readiness import Pages
from tests.browser.hands import Hand
from tests.browser.test_desk import Site, served
from tests.builders.another_tool import an_export
from tests.chromium import NOT_HERE, launched, program
from tests.pictures import DOCUMENTED
from tests.providers.stand_ins.smtp import OtherEnd, certificate, opened
from tests.sources.voices import ENGLISH, full

_COLORS: Final = 48  # a desk has few
_VIEW: Final = {"width": 880, "height": 640}  # pixels; wide enough for one column
_VIEWS: Final = {  # where a picture needs another view
    "weeks": {"width": 880, "height": 860},
    "letter": {"width": 1280, "height": 900},  # a text beside its email
    "readers": {"width": 880, "height": 590},
    "list": {"width": 880, "height": 860},
    "report": {"width": 880, "height": 845},
}
_ARTICLE: Final = Path(__file__).with_name("an-evening-without-a-list.txt")
_SETTINGS: Final = """name = "A quiet letter"
language = "en"
base_url = "https://letter.example.nl"
contact = ["Nora Vale", "12 Mill Lane, York"]

[sender]
name = "Nora Vale"
address = "letter@example.nl"
reply_to = "nora@example.nl"

[schedule]
slots = ["sun 08:00"]
timezone = "Europe/London"

[readers]
ask_clear_moment = true

[dispatch]
batch_size = 10

[checks]
spamassassin = ""

[provider]
name = "smtp"

[provider.smtp]
host = "localhost"
port = {port}
security = "tls"
authorities = "{authorities}"
"""
_BEGINS: Final = datetime(2026, 9, 5, 12, tzinfo=UTC)  # a Saturday
_WEEKS: Final = 26
_TO_SUNDAY: Final = 20 * 3600 + 30  # seconds from Saturday noon to 08:00, in the winter
_PASSWORD: Final = "a quiet sentence"


def draw(folder: Path, *, weeks: int = _WEEKS) -> list[Path]:
    """Write every picture of a publication that is so old, and return their files in the order of the walk."""
    found = []
    with tempfile.TemporaryDirectory() as own, opened(Security.TLS) as end:
        clock = SetClock(_BEGINS)
        app = _a_publication(Path(own) / "letter", end, clock)
        try:
            _live(app, clock, weeks)
            with served(app) as site, _a_hand(site) as hand:
                for name in _walk(hand, site, clock, Path(own)):
                    found.append(folder / f"{name}.png")
                    found[-1].write_bytes(_picture(hand, _VIEWS.get(name, _VIEW)))
        finally:
            app.close()
    return found


def _a_publication(folder: Path, end: OtherEnd, clock: SetClock) -> Newsletter:
    init(folder, "en")
    settings = _SETTINGS.format(port=end.port, authorities=certificate())
    (folder / "newsletter.toml").write_text(settings, "utf-8")
    (folder / ".env").write_text(f"NEWSLETTER_SECRET={'s' * 32}\n", "utf-8")
    (folder / "garden.txt").write_text(full(ENGLISH), "utf-8")
    app = Newsletter.at(folder, clock)
    app.proof = Deliverability(app.container, Pages().fetcher, resolver=lambda: _records)
    return app


def _records(name: str) -> tuple[str, ...]:
    """What the DNS would say about the domain, which is nobody's."""
    return ("v=DMARC1; p=none",) if name.startswith("_dmarc") else ("v=spf1 mx -all",)


def _live(app: Newsletter, clock: SetClock, weeks: int) -> None:
    """Let readers come and go from Saturday to Saturday, and send two letters in the last weeks."""
    dice, count = random.Random(7), 0
    app.issues.draw([str(app.container.folder / "garden.txt")])
    for week in range(weeks):
        for _ in range(dice.randint(2, 4)):
            count += 1
            app.people.add(f"reader{count}@mail.example.nl", statement="signed up at a talk")
        if week % 3 == 2:
            app.people.unsubscribe(f"reader{dice.randint(1, count)}@mail.example.nl")
        if week >= weeks - 2:
            number = week - weeks + 3
            assert app.approvals.approve(str(number), offline=True).done
            _send(app, clock)
            answered(app, number, *[Answer.YES] * 9, *[Answer.SOMEWHAT] * (2 + number), Answer.NO)
        clock.go_to(_BEGINS + timedelta(weeks=week + 1))


def _send(app: Newsletter, clock: SetClock) -> None:
    """Hand over the letter of the slot that comes next, a batch a minute."""
    clock.pass_by(seconds=_TO_SUNDAY)
    app.rounds.make()
    while app.dispatches.dispatcher.hand_over_next():
        clock.pass_by(minutes=1)


@contextmanager
def _a_hand(site: Site) -> Iterator[Hand]:
    with launched() as browser:
        yield Hand(browser.new_context(viewport=_VIEW, locale="en-GB").new_page())


def _walk(hand: Hand, site: Site, clock: SetClock, folder: Path) -> Iterator[str]:
    """Use the desk, and name each picture where it is to be taken."""
    yield from _a_saturday(hand, site)
    yield from _a_list(hand, site, folder)
    yield from _a_sunday(hand, site, clock)


def _a_saturday(hand: Hand, site: Site) -> Iterator[str]:
    hand.go(site.here(site.app.desk.sign_in.first_link()))
    hand.fill("Your name", "Nora Vale")
    hand.fill("Email address", "nora@example.nl")
    hand.fill("Password", _PASSWORD)
    hand.press("Create account")
    hand.go(f"{site.url}/desk/articles")
    hand.fill("Paste an article here", _ARTICLE.read_text("utf-8"))
    hand.press("See the weeks")
    hand.sees("There are 6 weeks in here.")
    yield "weeks"
    hand.press("Queue what is ready")
    hand.sees("letters from this article are queued")
    hand.follow("Go to Today")
    hand.sees("goes out on Sunday")
    yield "today"
    hand.follow("The coat on the hook")
    hand.page.frame_locator("iframe.mail").get_by_text("your hands are full").wait_for()
    yield "letter"
    hand.turn_to("Schedule")
    hand.sees("The coat on the hook")
    yield "schedule"
    hand.turn_to("Readers")
    hand.sees("Readers in the last half year")
    yield "readers"


def _a_list(hand: Hand, site: Site, folder: Path) -> Iterator[str]:
    path = folder / "all-contacts.csv"
    path.write_text(_in_english(an_export(240).everybody.decode("utf-8")), "utf-8")
    hand.go(f"{site.url}/desk/readers/import")
    hand.choose("Readers")
    hand.upload("File", path)
    hand.press("Look at the list")
    hand.sees("Not everything in the list is understood")
    yield "list"


def _in_english(text: str) -> str:
    for dutch, english in (
        ("Lid sinds", "Member since"),
        ("Lidmaatschap", "Status"),
        ("Lid;", "Member;"),
        ("Elektronisch adres", "Electronic address"),
        ("Roepnaam", "First name"),
        ("Sterren", "Stars"),
        ("Onderwerpen", "Interests"),
        ("Beheerlink", "Manage link"),
        ("lopend", "running"),
        ("slapend", "dormant"),
    ):
        text = text.replace(dutch, english)
    return text


def _a_sunday(hand: Hand, site: Site, clock: SetClock) -> Iterator[str]:
    app = site.app
    app.rounds.make_at_once()  # the mail of the day before
    clock.pass_by(seconds=_TO_SUNDAY)
    app.rounds.make()
    while app.dispatches.show(3).counts[DeliveryState.QUEUED] > 30:
        app.dispatches.dispatcher.hand_over_next()
        clock.pass_by(minutes=1)
    hand.go(f"{site.url}/desk")
    hand.fill("Email address", "nora@example.nl")
    hand.fill("Password", _PASSWORD)
    hand.press("Sign in")
    hand.follow("See the sending")
    hand.sees("to go")
    yield "sending"
    while app.dispatches.dispatcher.hand_over_next():
        clock.pass_by(minutes=1)
    bounced(app, 3, 3, 11, kind=ReportKind.BOUNCED)
    clock.pass_by(days=1)
    hand.go(f"{site.url}/desk/dispatches/3/report")
    hand.fill("Email address", "nora@example.nl")
    hand.fill("Password", _PASSWORD)
    hand.press("Sign in")
    hand.sees("Compared with the letters before it")
    yield "report"


def _picture(hand: Hand, view: dict[str, int]) -> bytes:
    """The part of the page that is in view, in so few colors that it stays small."""
    hand.page.set_viewport_size(view)
    shot = Image.open(BytesIO(hand.page.screenshot()))
    hand.page.set_viewport_size(_VIEW)
    few = shot.convert("RGB").quantize(_COLORS, dither=Image.Dither.NONE)
    out = BytesIO()
    few.save(out, "PNG", optimize=True)
    return out.getvalue()


def main() -> int:
    """Draw the pictures into a folder, by default that of the documents."""
    parser = argparse.ArgumentParser(prog="python -m tests.pictures.desk", description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=DOCUMENTED)
    folder: Path = parser.parse_args().folder
    if program() is None:
        sys.stderr.write(f"{NOT_HERE}\n")
        return 1
    folder.mkdir(parents=True, exist_ok=True)
    for file in draw(folder):
        sys.stdout.write(f"{file}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

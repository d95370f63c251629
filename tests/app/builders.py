"""Publications to try things with, each in a folder of its own."""

import io
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from PIL import Image
from PIL.ExifTags import Base

from newsletter.app import Newsletter
from tests.app.prepared import a_new_publication, once

A_SATURDAY = datetime(2026, 3, 7, 12, tzinfo=UTC)
SAID = "asked for it on paper"  # of whom an editor adds
ARTICLE = """Rust op een gewone dag
Aandacht
5 min

Rust op een gewone dag — over kleine pauzes die blijven

5 min

Een stuk over stilstaan, voor wie denkt daar geen tijd voor te hebben.

Een stoel bij het raam — om te beginnen

Er staat een stoel bij het raam waar bijna niemand zit. Toch is het de plek waar de dag even ophoudt met trekken. Wie er tien tellen blijft, merkt dat het hoofd vanzelf wat zachter wordt en dat de schouders zakken zonder dat iemand erom vroeg.

"Tien tellen zijn genoeg om een dag van kleur te laten veranderen."

💡 Waar staat bij jou de stoel die je steeds voorbijloopt?

De weg naar huis — met lege handen

Onderweg naar huis draag je meer mee dan je tas. Er zitten gesprekken in die nog niet klaar zijn en zinnen die je liever anders had gezegd. Je hoeft ze niet op te lossen, je mag ze ook een halte eerder laten uitstappen.

"Niet alles wat meereist hoeft mee naar binnen."

💡 Wat zou jij vandaag bij de voordeur laten staan?

Het laatste uur — hoe de avond mag zakken

Het laatste uur van de dag vraagt niets, behalve dat je het niet vult. Doe een lamp uit, leg het scherm weg, en luister naar het huis dat ook tot rust komt. Zo wordt slapen geen taak maar een gevolg.

"De avond zakt vanzelf, als je haar niet ophoudt."

💡 Welke lamp kan bij jou vanavond een uur eerder uit?
"""

# A mail server is set, and nothing else that real mail needs; nobody listens on that port.
UNSETTLED = """name = "Rust"
[schedule]
slots = ["sun 08:00"]
[provider]
name = "smtp"
[provider.smtp]
host = "127.0.0.1"
port = 9
security = "none"
"""
SETTLED = f"""base_url = "https://brief.voorbeeld.nl"
contact = ["De redactie, Utrecht"]
{UNSETTLED}[sender]
name = "De redactie"
address = "brief@voorbeeld.nl"
reply_to = "post@voorbeeld.nl"
"""

OPENED: list[Newsletter] = []  # tests/conftest.py closes them after each test


class SetClock:
    """A clock that stands still until a test moves it."""

    def __init__(self, at: datetime = A_SATURDAY) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def go_to(self, at: datetime) -> None:
        self.at = at

    def pass_by(self, **time: float) -> None:
        self.at += timedelta(**time)


def clock_of(app: Newsletter) -> SetClock:
    """The clock that a publication was given."""
    assert isinstance(app.container.now, SetClock)
    return app.container.now


def a_publication(folder: Path, clock: Callable[[], datetime], settings: str = "") -> Newsletter:
    """A publication with one article, ready to draw from."""
    if not (folder / "newsletter.toml").exists():
        a_new_publication(folder)
        # SpamAssassin takes two seconds a mail, and has tests of its own
        text = settings or (folder / "newsletter.toml").read_text("utf-8")
        (folder / "newsletter.toml").write_text(f'{text}\n[checks]\nspamassassin = ""\n', "utf-8")
        (folder / "rust.txt").write_text(ARTICLE, "utf-8")
    OPENED.append(Newsletter.at(folder, clock))
    OPENED[-1].container.disk_usage = lambda _: (100, 50, 50)  # however full the machine's is
    return OPENED[-1]


def with_issues_drawn(app: Newsletter) -> None:
    """Three drafts, drawn from the article."""

    def step() -> None:
        app.issues.draw([str(app.container.folder / "rust.txt")])

    once(app, step)


def with_issues_approved(
    app: Newsletter,
    readers: Sequence[str] = ("anna", "bram"),
    issues: Sequence[str] = ("1", "2", "3"),
) -> None:
    """Three issues drawn, these of them approved and queued, and some readers."""

    def step() -> None:
        app.issues.draw([str(app.container.folder / "rust.txt")])
        for name in readers:
            app.people.add(f"{name}@example.org", first_name=name.title(), statement=SAID)
        for number in issues:
            assert app.approvals.approve(number, offline=True).done

    once(app, step, tuple(readers), tuple(issues))


def outbox(app: Newsletter) -> list[Path]:
    """The files of the mails that were delivered."""
    return sorted((app.container.folder / "outbox" / "new").glob("*"))


def everything(app: Newsletter, address: str) -> dict[str, Any]:
    """All that is kept of somebody, as it is handed out."""
    return app.people.everything(address)


def mail_in(file: Path) -> EmailMessage:
    """The mail in a file of the outbox."""
    return message_from_bytes(file.read_bytes(), policy=policy.default)


def text_of(mail: EmailMessage, kind: str = "plain") -> str:
    """The plain text of a mail, or its HTML."""
    part = mail.get_body((kind,))
    assert part is not None, f"no {kind} in {mail['Subject']}"
    return str(part.get_content())


ISSUE_WITH_PICTURE = """---
number: 1
title: Een tuin in maart — over wachten
subject: Een tuin in maart
preheader: Wie in maart een tuin ziet, ziet vooral wat er nog komt.
---

Er is nog niet veel te zien, en dat is precies wat er te zien is.

{picture}

Lees ook [wat een tuin je leert](https://tuin.example.com/maart).
"""


def a_photo(width: int = 1800, height: int = 1200) -> bytes:
    exif = Image.Exif()
    exif[Base.Make] = "Merk van de camera"
    out = io.BytesIO()
    gradient = Image.linear_gradient("L").resize((width, height))
    Image.merge("RGB", [gradient, gradient.rotate(180), gradient.rotate(90)]).save(
        out, "JPEG", exif=exif
    )
    return out.getvalue()


def with_picture(app: Newsletter, written: str = "![Een kale tuin](beeld/tuin.jpg)") -> None:
    folder = app.container.folder / "issues"
    (folder / "001-een-tuin-in-maart.md").write_text(
        ISSUE_WITH_PICTURE.format(picture=written), "utf-8"
    )
    (folder / "beeld").mkdir(exist_ok=True)
    (folder / "beeld" / "tuin.jpg").write_bytes(a_photo())

"""The demonstration: the whole job once, on this machine, with a report.

Everything is real: files, database, pages over HTTP, mails in a Maildir. Only the
clock is set, from Sunday to Sunday. The report counts the mails in the mailbox, not
the entries in the database.
"""

import mailbox
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from mailbox import MaildirMessage as Mail
from pathlib import Path
from threading import Thread
from time import monotonic, sleep
from urllib.parse import urlsplit

from newsletter.app import Newsletter
from newsletter.app.publication import init, shipped
from newsletter.cli.findings import line_of
from newsletter.cli.terminal import say, sentence, speech
from newsletter.errors import DeskError, NewsletterError
from newsletter.message import Message
from newsletter.model.article import Article

_MARK = ".made-by-newsletter-demo"
_WEEKS = 3
_A_MINUTE = timedelta(minutes=1)


@dataclass
class DrivenClock:
    """A clock that advances only when it is set."""

    at: datetime

    def __call__(self) -> datetime:
        """Return the time that was set."""
        return self.at


@dataclass
class DemoReport:
    """What happened, step by step. ``went_well`` only if every step did."""

    steps: list[tuple[bool, Message]] = field(default_factory=list)

    def note(self, happened: bool, step: Message) -> None:
        """Print a step as soon as its result is known."""
        self.steps.append((happened, step))
        say(f"{'✓' if happened else '✗'} {sentence(step)}")

    @property
    def went_well(self) -> bool:
        """Whether all of it happened."""
        return all(happened for happened, _ in self.steps)


def run_demo(article: Path | None, folder: Path) -> bool:
    """Run the whole job, report on it, and return whether all of it succeeded.

    Raises:
        DeskError: The folder holds something that no demo made.
        NewsletterError: The article cannot be used.
    """
    started = monotonic()
    report = DemoReport()
    clock = _publication_in(folder)
    app = Newsletter.at(folder.resolve(), clock)
    speech.language = app.publication.language
    try:
        _fill_queue(app, article, report)
        _go_through_the_weeks(app, clock, report)
    except NewsletterError as error:
        report.note(False, error.message)
    finally:
        app.close()
    if report.went_well:
        _say_where_to_look(folder, monotonic() - started)
    else:
        say(Message("demo-incomplete"))
    return report.went_well


def _publication_in(folder: Path) -> DrivenClock:
    """Return an empty publication, and a clock three weeks back, with past Sundays."""
    if folder.exists() and any(folder.iterdir()) and not (folder / _MARK).exists():
        raise DeskError("demo-folder-in-use", folder=folder)
    if folder.exists():
        shutil.rmtree(folder)
    init(folder)
    (folder / _MARK).touch()
    shutil.copy(shipped("subscribers") / "voorbeeld.csv", folder / "subscribers")
    from newsletter.app.container import utc_now

    return DrivenClock(utc_now() - timedelta(weeks=_WEEKS))


def _fill_queue(app: Newsletter, article: Path | None, report: DemoReport) -> None:
    sample = shipped("issues") / "articles" / "nee-zeggen.txt"
    path = app.articles.add(article or sample)
    piece = app.articles.read(path)
    report.note(bool(piece.sections), _read(piece))
    drawn = list(app.issues.draw([path.name]).written)
    if len(drawn) < _WEEKS:  # a short piece: the sample fills the rest of the weeks
        drawn += app.issues.draw([str(sample)]).written
    report.note(
        len(drawn) >= _WEEKS,
        Message("demo-issues-drawn", count=len(drawn), folder=app.issues.folder),
    )
    people = app.people.import_file(
        app.container.folder / "subscribers" / "voorbeeld.csv",
        statement="sample readers who exist in this demonstration alone",
    )
    outcome = ", ".join(map(sentence, people.outcome))
    report.note(people.counts["new"] > 1, Message("demo-readers-imported", outcome=outcome))
    for issue in drawn[:_WEEKS]:
        approved = app.approvals.approve(str(issue), offline=True)
        report.note(approved.done, approved.sentence)
        for one in approved.findings if not approved.done else ():
            say(f"    {line_of(one)}")


def _read(piece: Article) -> Message:
    return Message(
        "demo-article-read",
        title=piece.short_title or piece.title,
        sections=Message("demo-sections", count=len(piece.sections)),
        quotes=Message("demo-quotes", count=sum(len(s.quotes) for s in piece.sections)),
        prompts=Message("demo-prompts", count=sum(len(s.prompts) for s in piece.sections)),
        unplaced=Message("demo-unplaced", count=len(piece.unplaced)),
    )


def _go_through_the_weeks(app: Newsletter, clock: DrivenClock, report: DemoReport) -> None:
    expected = {person.address for person in app.people.rows(standing="confirmed")}
    leaver = min(expected)
    with _pages(app) as port:
        for week, row in enumerate(app.queue.rows(), start=1):
            before = len(_mails(app))
            if row.goes_at is None:
                no_slot = Message("demo-slot-missing", issue=row.number, notes=row.notes)
                report.note(False, no_slot)
                return
            clock.at = row.goes_at + _A_MINUTE
            for _ in range(2):  # a ticker that fires twice must not send twice
                app.rounds.make_at_once()
            new = _mails(app)[before:]
            right = _is_right(new, expected)
            at = app.container.now().astimezone(app.zone)
            week_went = Message("demo-week", week=week, subject=row.subject, count=len(new), at=at)
            report.note(right, week_went)
            if week == 1:
                mine = next((mail for mail in new if mail["To"] == leaver), None)
                status = _press_one_click(mine, port) if mine is not None else 0
                left = Message("demo-reader-left", address=leaver, status=status)
                report.note(status == 200, left)
                expected.discard(leaver)
            elif week == 2:
                gone = all(mail["To"] != leaver for mail in new)
                report.note(gone, Message("demo-reader-left-alone", address=leaver))


def _is_right(new: list[Mail], expected: set[str]) -> bool:
    """Return whether every reader got one complete email with an unsubscribe link."""
    got = Counter(str(mail["To"]) for mail in new)
    return got == Counter(expected) and all(map(_is_whole, new))


def _is_whole(mail: Mail) -> bool:
    kinds = [part.get_content_type() for part in mail.walk()]
    return (
        kinds == ["multipart/alternative", "text/plain", "text/html"]
        and mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        and bool(mail["List-Unsubscribe"])
    )


def _mails(app: Newsletter) -> list[Mail]:
    """Return the mails in the outbox, oldest first."""
    folder = app.container.folder / "outbox"
    if not folder.is_dir():
        return []
    box = mailbox.Maildir(folder, create=False)
    try:
        return sorted(box.itervalues(), key=lambda mail: mail.get_date())
    finally:
        box.close()


def _press_one_click(mail: Mail, port: int) -> int:
    """Unsubscribe as a mail program does (RFC 8058 §3.2), and return the status."""
    import httpx

    address = urlsplit(str(mail["List-Unsubscribe"]).strip("<> ").partition(">")[0])
    with httpx.Client(trust_env=False) as client:
        answer = client.post(
            f"http://127.0.0.1:{port}{address.path}", data={"List-Unsubscribe": "One-Click"}
        )
    return answer.status_code


@contextmanager
def _pages(app: Newsletter) -> Iterator[int]:
    """Serve the reader pages on a free port of this machine, and yield it."""
    import uvicorn

    from newsletter.web import build

    server = uvicorn.Server(uvicorn.Config(build(app), port=0, log_level="error", access_log=False))
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        if not thread.is_alive():
            raise DeskError("demo-pages-not-served")
        sleep(0.02)
    try:
        yield int(server.servers[0].sockets[0].getsockname()[1])
    finally:
        server.should_exit = True
        thread.join()


def _say_where_to_look(folder: Path, seconds: float) -> None:
    say(
        Message(
            "demo-complete",
            folder=folder,
            outbox=folder / "outbox",
            issues=folder / "issues",
            seconds=round(seconds),
        )
    )

"""The main job once, on this machine, and a report in plain words.

Real parts do real work: files, database, pages over HTTP, mails in a Maildir.
Only the clock is driven, from Sunday to Sunday. What is reported is counted
from the mailbox and not from our own books.
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
from newsletter.cli.machine_words import note_of
from newsletter.cli.terminal import say, sentence
from newsletter.errors import DeskError, NewsletterError

_MARK = ".made-by-newsletter-demo"
_WEEKS = 3
_A_MINUTE = timedelta(minutes=1)


@dataclass
class DrivenClock:
    """A clock that stands still until it is set forward."""

    at: datetime

    def __call__(self) -> datetime:
        """What time it is."""
        return self.at


@dataclass
class DemoReport:
    """What happened, step by step; ``went_well`` only if every step did."""

    steps: list[tuple[bool, str]] = field(default_factory=list)

    def note(self, happened: bool, told: str) -> None:
        """Tell a step as soon as it is known."""
        self.steps.append((happened, told))
        say(f"{'✓' if happened else '✗'} {told}")

    @property
    def went_well(self) -> bool:
        """Whether all of it happened."""
        return all(happened for happened, _ in self.steps)


def run_demo(article: Path | None, folder: Path) -> bool:
    """Run the main job and tell it; whether all of it happened.

    Raises:
        DeskError: The folder holds something that no demo made.
        NewsletterError: The article cannot be used.
    """
    started = monotonic()
    report = DemoReport()
    clock = _publication_in(folder)
    app = Newsletter.at(folder.resolve(), clock)
    try:
        _fill_queue(app, article, report)
        _go_through_the_weeks(app, clock, report)
    except NewsletterError as error:
        report.note(False, sentence(error.message))
    finally:
        app.close()
    if report.went_well:
        _say_where_to_look(folder, monotonic() - started)
    else:
        say("\nNot all of it happened; the lines with ✗ say what did not.")
    return report.went_well


def _publication_in(folder: Path) -> DrivenClock:
    """An empty publication, and a clock set three weeks back, so that its Sundays have been."""
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
    report.note(
        bool(piece.sections),
        f"read “{piece.short_title or piece.title}”: {len(piece.sections)} sections, "
        f"{sum(len(s.quotes) for s in piece.sections)} quotes, {sum(len(s.prompts) for s in piece.sections)} prompts, "
        f"{len(piece.unplaced)} lines that fit nowhere",
    )
    drawn = list(app.issues.draw([path.name]).written)
    if len(drawn) < _WEEKS:  # a short piece: the sample fills the rest of the weeks
        drawn += app.issues.draw([str(sample)]).written
    report.note(
        len(drawn) >= _WEEKS, f"drew {len(drawn)} weekly issues, as files in {app.issues.folder}"
    )
    people = app.people.import_file(
        app.parts.folder / "subscribers" / "voorbeeld.csv",
        statement="sample readers who exist in this demonstration alone",
    )
    report.note(
        people.counts["new"] > 1, f"imported readers: {', '.join(map(sentence, people.outcome))}"
    )
    for issue in drawn[:_WEEKS]:
        approved = app.approvals.approve(str(issue), offline=True)
        report.note(approved.done, sentence(approved.sentence))
        for one in approved.findings if not approved.done else ():
            say(f"    {line_of(one)}")


def _go_through_the_weeks(app: Newsletter, clock: DrivenClock, report: DemoReport) -> None:
    expected = {person.address for person in app.people.rows(standing="confirmed")}
    leaver = min(expected)
    with _pages(app) as port:
        for week, row in enumerate(app.queue.rows(), start=1):
            before = len(_mails(app))
            if row.goes_at is None:
                report.note(False, f"issue {row.number} has no slot: {note_of(row.notes)}")
                return
            clock.at = row.goes_at + _A_MINUTE
            for _ in range(2):  # a bell that rings twice must not send twice
                app.rounds.make_at_once()
            new = _mails(app)[before:]
            _tell_week(app, report, new, expected, f"Sunday {week}, “{row.subject}”")
            if week == 1:
                mine = next((mail for mail in new if mail["To"] == leaver), None)
                status = _press_one_click(mine, port) if mine is not None else 0
                report.note(
                    status == 200, f"{leaver} pressed unsubscribe: one POST, answered with {status}"
                )
                expected.discard(leaver)
            elif week == 2:
                gone = all(mail["To"] != leaver for mail in new)
                report.note(gone, f"{leaver} got nothing the week after")


def _tell_week(
    app: Newsletter, report: DemoReport, new: list[Mail], expected: set[str], what: str
) -> None:
    """Hold what arrived against who should have it: each once, whole, and with the way out."""
    got = Counter(str(mail["To"]) for mail in new)
    right = got == Counter(expected) and all(_is_whole(mail) for mail in new)
    moment = app.parts.now().astimezone(app.zone)
    report.note(
        right, f"{what}: {len(new)} mails on {moment:%d %b %Y %H:%M}, each reader exactly one"
    )


def _is_whole(mail: Mail) -> bool:
    kinds = [part.get_content_type() for part in mail.walk()]
    return (
        kinds == ["multipart/alternative", "text/plain", "text/html"]
        and mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        and bool(mail["List-Unsubscribe"])
    )


def _mails(app: Newsletter) -> list[Mail]:
    """The mails in the outbox, oldest first."""
    folder = app.parts.folder / "outbox"
    if not folder.is_dir():
        return []
    box = mailbox.Maildir(folder, create=False)
    try:
        return sorted(box.itervalues(), key=lambda mail: mail.get_date())
    finally:
        box.close()


def _press_one_click(mail: Mail, port: int) -> int:
    """What a mail program does when its reader presses unsubscribe (RFC 8058 §3.2)."""
    import httpx

    address = urlsplit(str(mail["List-Unsubscribe"]).strip("<> ").partition(">")[0])
    with httpx.Client(trust_env=False) as client:
        answer = client.post(
            f"http://127.0.0.1:{port}{address.path}", data={"List-Unsubscribe": "One-Click"}
        )
    return answer.status_code


@contextmanager
def _pages(app: Newsletter) -> Iterator[int]:
    """The reader pages on a free port of this machine; its number."""
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
    say(f"""
All of it happened, in {seconds:.0f} s. Where to look:
  {folder / "outbox"}     the mails, a Maildir: open it with any mail program, or one file with a text editor
  {folder / "issues"}     the issues, Markdown files to edit
Next:
  .venv/bin/newsletter -C {folder} preview 1 --open     the letter in your browser
  .venv/bin/newsletter -C {folder} dispatch list        who got what
  .venv/bin/newsletter -C {folder} run                  the pages, on http://127.0.0.1:8000""")

"""A machine that does not play along: the newsletter says what, where and what to do."""

import errno
import os
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

import pytest

from newsletter.app import portraits
from newsletter.cli.terminal import print_table, say, trouble
from newsletter.locale import speech
from tests.cli.builders import Terminal

SAID = ("--statement", "signed up on the website in 2025")


def in_a_process(
    folder: Path, *words: str, **environment: str
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "newsletter", "-C", str(folder), *words],
        capture_output=True,
        check=False,
        env={**os.environ, **environment},
    )


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "the disk is full; make room"),
        (errno.EROFS, "can be read and not be written"),
        (errno.EACCES, "give it the right"),
        (errno.ENOENT, "no such file"),
        (errno.ELOOP, os.strerror(errno.ELOOP)),
        (errno.EEXIST, "something of that name already exists"),
    ],
)
def test_an_error_of_the_machine_is_told_with_its_place_and_a_remedy(
    number: int, words: str
) -> None:
    placed = speech.say(trouble(OSError(number, os.strerror(number), "issues/1.md")), "en")
    assert placed.startswith("issues/1.md: ")
    assert words in placed
    assert words in speech.say(trouble(OSError(number, os.strerror(number))), "en")


@pytest.mark.parametrize(
    "words",
    [
        ("dispatch", "show"),
        ("dispatch", "pause"),
        ("dispatch", "start"),
        ("issue", "withdraw"),
        ("issue", "approve"),
        ("queue", "add"),
        ("queue", "move"),
        ("editor", "end"),
        ("article", "accept"),
        ("subscribers", "show"),
    ],
)
@pytest.mark.parametrize("digits", [20, 5000])
def test_a_number_of_any_length_is_answered_in_a_sentence(
    terminal: Terminal, words: tuple[str, ...], digits: int
) -> None:
    more = ("1",) if words == ("queue", "move") else ()
    typed = terminal.types(*words, "9" * digits, *more)
    assert typed.code in {1, 2}
    assert "Traceback" not in typed.err
    assert typed.err.strip()


def test_a_place_that_cannot_be_written_is_one_sentence_and_no_traceback(
    terminal: Terminal,
) -> None:
    (terminal.folder / "preview").write_text("a file where a folder should be", "utf-8")
    assert terminal.types("draw", "rust.txt").code == 0
    answer = terminal.types("preview", "1")
    assert answer.code == 1
    assert "preview" in answer.err
    assert "Traceback" not in answer.err
    assert len(answer.err.strip().splitlines()) == 1


def test_a_terminal_that_knows_no_accents_gets_its_answer_all_the_same(terminal: Terminal) -> None:
    shown = in_a_process(
        terminal.folder, "article", "show", "rust.txt", PYTHONIOENCODING="ascii", PYTHONUTF8="0"
    )
    assert shown.returncode == 0, shown.stderr
    assert b"Rust op een gewone dag ?" in shown.stdout
    facts = in_a_process(
        terminal.folder,
        "article",
        "show",
        "rust.txt",
        "--json",
        PYTHONIOENCODING="ascii",
        PYTHONUTF8="0",
    )
    assert b"dag \\u2014 over" in facts.stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this machine has no /dev/full")
def test_an_output_that_takes_nothing_more_is_told_on_the_other_one(terminal: Terminal) -> None:
    with Path("/dev/full").open("wb") as full:
        run = subprocess.run(
            [
                sys.executable,
                "-m",
                "newsletter",
                "-C",
                str(terminal.folder),
                "article",
                "show",
                "rust.txt",
            ],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert run.returncode != 0
    assert b"the disk is full" in run.stderr
    assert b"Traceback" not in run.stderr


def test_a_reader_of_the_output_that_has_enough_breaks_nothing(terminal: Terminal) -> None:
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "newsletter",
            "-C",
            str(terminal.folder),
            "article",
            "show",
            "rust.txt",
            "--json",
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    with process.stderr as errors:
        assert b"Traceback" not in errors.read()
    process.wait()


WRITTEN = "Wat [bold]nu[/bold] [/] :smile: [x] :warning: [link=https://a.nl]?"


def test_what_a_person_wrote_is_printed_as_written(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "400")
    assert terminal.types("issue", "new", WRITTEN).code == 0
    path = next((terminal.folder / "issues").glob("*.md"))
    path.write_text(f"{path.read_text('utf-8')}\n- [ ] \\[x] :smile: en :heart:\n", "utf-8")
    assert WRITTEN in terminal.types("issue", "list").out
    assert terminal.types("issue", "list", "--json").json[0]["title"] == WRITTEN
    shown = terminal.types("issue", "show", "1").out
    assert WRITTEN in shown
    assert "[x] :smile: en :heart:" in shown
    assert "[x] :smile: en :heart:" in terminal.types("issue", "show", "1", "--json").json["text"]
    assert "“[i]:smile:”" in terminal.types("issue", "show", "[i]:smile:").err
    assert ":smile:.txt" in terminal.types("article", "show", "[i]:smile:.txt").err


def test_names_and_tags_are_printed_as_written(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "400")
    said = ("--statement", "zij vroegen erom, op [b]papier[/b] :smile:")
    (terminal.folder / "[b]:smile:.csv").write_text(
        "email\n[b]:smile:\nanna@example.org\n", "utf-8"
    )
    told = terminal.types("subscribers", "import", "[b]:smile:.csv", *said)
    assert "[b]:smile:" in told.out + told.err
    shown = terminal.types("subscribers", "data", "anna@example.org").out
    assert "[b]papier[/b] :smile:" in shown
    assert "[b]:smile:.csv" in shown


def test_no_word_from_outside_steers_the_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    say("550 \x1b[2J\x1b]0;bad\x07 no\x9b such\r\nuser\ta")
    print_table(("host",), [("550 \x1b[31mred",)], "none")
    told = capsys.readouterr().out
    assert "550 \N{REPLACEMENT CHARACTER}[2J" in told
    assert "\nuser" in told
    assert not set(told) & set("\x1b\x07\x9b\r")


def test_the_doctor_looks_on_past_one_thing_that_cannot_be_opened(terminal: Terminal) -> None:
    terminal.ruin_database()
    for number in ("001", "002"):
        (terminal.folder / "issues" / f"{number}-x.md").write_text("---\ntitle: [\n---\n", "utf-8")
    answer = terminal.types("doctor", "--json")
    wrong = [one["about"] for one in answer.json if one["wrong"]]
    assert answer.code == 1
    assert wrong.count("database") == 1
    assert wrong.count("issues") == 2


def test_the_doctor_lists_what_real_mail_will_need_while_mail_still_stays_here(
    terminal: Terminal,
) -> None:
    answer = terminal.types("doctor", "--json")
    assert answer.code == 0
    later = "\n".join(one["told"] for one in answer.json if one["later"])
    for part in ("base_url", "contact", "[sender] name", "[sender] address", "[sender] reply_to"):
        assert part in later


def test_git_ignores_the_locks_and_notes_of_a_newsletter_that_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert Terminal(tmp_path, monkeypatch, capsys).types("init", str(tmp_path / "mine")).code == 0
    for folder in (tmp_path / "mine", Path(__file__).parents[2]):
        ignored = (folder / ".gitignore").read_text("utf-8").splitlines()
        for path in (f"subscribers/{portraits.LOCK}", "subscribers/.listening/a", "issues/.lock"):
            assert any(fnmatch(path, line) for line in ignored), path


def test_init_leaves_nothing_half_done_and_keeps_what_stands_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal = Terminal(tmp_path, monkeypatch, capsys)
    mine = tmp_path / "mijn brief 🌿"
    mine.mkdir()
    (mine / ".gitignore").write_text("*.bak", "utf-8")
    (mine / "notes.txt").write_text("mine", "utf-8")
    answer = terminal.types("init", str(mine))
    assert answer.code == 0
    assert f"cd '{mine}'" in answer.out
    assert (mine / ".gitignore").read_text("utf-8").splitlines()[:2] == ["*.bak", ".env"]
    assert (mine / "notes.txt").read_text("utf-8") == "mine"
    assert not list(mine.glob(".init.*"))
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / ".env").write_text("KEY=1\n", "utf-8")
    assert terminal.types("init", str(tmp_path / "secret")).code == 1
    assert [path.name for path in (tmp_path / "secret").iterdir()] == [".env"]


def test_an_export_that_breaks_off_leaves_no_half_of_the_people(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal.types("subscribers", "add", "anna@example.org", *SAID)
    assert terminal.types("subscribers", "export", "nowhere/all.csv").code == 1
    assert terminal.types("subscribers", "export", "all.csv").code == 0
    assert (terminal.folder / "all.csv").stat().st_mode & 0o077 == 0
    terminal.ruin_database()
    assert terminal.types("subscribers", "export", "rest.csv").code == 1
    assert not (terminal.folder / "rest.csv").exists()

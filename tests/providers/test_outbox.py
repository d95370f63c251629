"""The outbox: a Maildir that keeps what it was given, once."""

import errno
import mailbox
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from newsletter.errors import ProviderBusy, ProviderPaused, ProviderSilent
from newsletter.message import Message
from newsletter.providers import outbox
from newsletter.testing.contract.samples import NOON, a_batch, a_recipient


def an_outbox(folder: Path) -> outbox.Provider:
    return outbox.Provider(outbox.Settings(folder=folder))


def names(folder: Path, which: str = "new") -> list[str]:
    return sorted(path.name for path in (folder / which).iterdir())


def test_the_bytes_of_a_mail_arrive_unchanged(tmp_path: Path) -> None:
    batch = a_batch(1)
    an_outbox(tmp_path).send(batch)
    assert (tmp_path / "new" / "d1k2e3y4.1").read_bytes() == batch.emails[0].mime


def test_the_same_batch_twice_gives_the_same_files(tmp_path: Path) -> None:
    an_outbox(tmp_path).send(a_batch(3))
    before = names(tmp_path)
    receipts = an_outbox(tmp_path).send(a_batch(3, attempt=2))
    assert names(tmp_path) == before == [receipt.provider_id for receipt in receipts]
    assert names(tmp_path, "tmp") == []


def test_a_mail_that_was_read_and_moved_is_not_written_again(tmp_path: Path) -> None:
    an_outbox(tmp_path).send(a_batch(1))
    maildir = mailbox.Maildir(tmp_path, create=False)
    key, message = maildir.popitem()
    message.set_subdir("cur")
    message.set_flags("S")
    maildir.add(message)
    (tmp_path / "cur" / next(iter(names(tmp_path, "cur")))).rename(tmp_path / "cur" / f"{key}:2,S")
    an_outbox(tmp_path).send(a_batch(1))
    assert names(tmp_path) == []
    assert [receipt.delivery_id for receipt in an_outbox(tmp_path).look_up(a_batch(1))] == [
        "d1k2e3y4.1"
    ]


def test_a_file_carries_the_moment_of_its_mail_so_that_programs_sort_it(tmp_path: Path) -> None:
    an_outbox(tmp_path).send(a_batch(1))
    assert (tmp_path / "new" / "d1k2e3y4.1").stat().st_mtime == NOON.timestamp()


def test_only_the_owner_may_read_what_readers_get(tmp_path: Path) -> None:
    an_outbox(tmp_path).send(a_batch(1))
    assert (tmp_path / "new" / "d1k2e3y4.1").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "delivery_id", ["../../etc/passwd", ".hidden", "a/b:2,S", "één", "x" * 180]
)
def test_no_delivery_id_leads_out_of_the_maildir(tmp_path: Path, delivery_id: str) -> None:
    reader = a_recipient()._replace(delivery_id=delivery_id)
    batch = a_batch(recipients=(reader,))
    an_outbox(tmp_path / "outbox").send(batch)
    assert [path.name for path in tmp_path.iterdir()] == ["outbox"]
    assert len(names(tmp_path / "outbox")) == 1
    assert len(an_outbox(tmp_path / "outbox").look_up(batch)) == 1


class Disk:
    """A folder's operations of which one fails at a chosen moment, as a full disk does."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, call: str, at: int, number: int) -> None:
        self.left = at
        self.number = number
        self.real: Callable[..., object] = getattr(os, call)
        monkeypatch.setattr(os, call, self)

    def __call__(self, *arguments: object, **named: object) -> object:
        self.left -= 1
        if self.left == 0:
            raise OSError(self.number, os.strerror(self.number), str(arguments[0]))
        return self.real(*arguments, **named)


def test_a_full_disk_leaves_nothing_behind_and_the_batch_goes_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        Disk(patched, "fsync", at=2, number=errno.ENOSPC)
        with pytest.raises(ProviderBusy):
            an_outbox(tmp_path).send(a_batch(3))
    assert names(tmp_path) == names(tmp_path, "tmp") == []
    assert len(an_outbox(tmp_path).send(a_batch(3))) == 3


def test_a_disk_that_fails_between_two_moves_leaves_doubt_that_a_look_up_settles(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        Disk(patched, "rename", at=3, number=errno.EIO)
        with pytest.raises(ProviderSilent):
            an_outbox(tmp_path).send(a_batch(3))
    found = an_outbox(tmp_path).look_up(a_batch(3))
    assert [receipt.delivery_id for receipt in found] == ["d1k2e3y4.1", "d1k2e3y4.2"]
    an_outbox(tmp_path).send(a_batch(3, attempt=2))
    assert len(names(tmp_path)) == 3


def test_a_disk_that_is_full_between_two_moves_is_named_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        Disk(patched, "rename", at=2, number=errno.ENOSPC)
        with pytest.raises(ProviderSilent) as silent:
            an_outbox(tmp_path).send(a_batch(2))
    assert silent.value.problem.data["reason"] == Message("system-disk-full")


def test_a_folder_that_cannot_be_listed_is_named_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    an_outbox(tmp_path).send(a_batch(1))
    with monkeypatch.context() as patched:
        Disk(patched, "listdir", at=1, number=errno.EACCES)
        with pytest.raises(ProviderBusy) as busy:
            an_outbox(tmp_path).look_up(a_batch(1))
    place, denied = str(tmp_path / "new"), Message("system-access-denied")
    assert busy.value.problem == Message("at-place", place=place, problem=denied)


def test_a_locked_folder_pauses_with_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        Disk(patched, "mkdir", at=1, number=errno.EACCES)
        with pytest.raises(ProviderPaused, match="outbox-locked"):
            an_outbox(tmp_path / "outbox").send(a_batch(1))


def test_a_file_in_the_place_of_the_folder_is_told_by_the_check(tmp_path: Path) -> None:
    (tmp_path / "outbox").write_text("no folder")
    (told,) = an_outbox(tmp_path / "outbox").check()
    assert told.code == "outbox-locked"


def test_mails_of_other_readers_than_the_batch_names_are_refused(tmp_path: Path) -> None:
    batch = a_batch(2)
    with pytest.raises(ValueError, match="are not those of its recipients"):
        an_outbox(tmp_path).send(replace(batch, emails=batch.emails[::-1]))
    assert not (tmp_path / "new").exists()

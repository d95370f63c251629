"""Trouble of the machine in words: a full disk, a folder that may not be written, a pipe that closed."""

import errno
import re

_REMEDIES = {
    errno.ENOSPC: "the disk is full; make room and do it again",
    errno.EDQUOT: "your share of the disk is full; make room and do it again",
    errno.EROFS: "this disk can be read and not be written; do it on another one",
    errno.EACCES: "this user may not; give it the right to read and write there",
    errno.EPERM: "this user may not; give it the right to read and write there",
    errno.ENOENT: "there is no such file or folder; look at how it is written",
    errno.EISDIR: "this is a folder, and a file is needed",
    errno.ENOTDIR: "this is a file, and a folder is needed",
    errno.ENAMETOOLONG: "this name is too long; choose a shorter one",
}


_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def without_controls(text: str) -> str:
    """Show control characters as such: a provider's words must not steer the terminal."""
    return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n"))


def told(error: OSError) -> str:
    """What went wrong, where, and what to do; one line."""
    number = error.errno or 0
    remedy = _REMEDIES.get(number) or error.strerror or type(error).__name__
    return f"{error.filename}: {remedy}" if error.filename else remedy

"""SpamAssassin, which scores mails on this machine."""

import re
import secrets
import subprocess
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from newsletter.editorial.checks.inspected import SpamScore

_POINTS = re.compile(r"Content analysis details:\s+\((-?\d+(?:\.\d+)?) points")
_RULE = re.compile(r"^\s*(-?\d+(?:\.\d+)?)\s+([A-Z][A-Z0-9_]{2,})\s+(.*)$")
_CONTINUED = re.compile(r"^\s{20,}(\S.*)$")
# No network, no learning and no files in a home directory, so that scores are reproducible.
_OFFLINE = ("-t", "-L", "-x", "--cf=use_bayes 0", "--cf=use_auto_welcomelist 0")
_PLAIN = "--cf=required_score 1000"  # a mail called spam would be wrapped in its report
_WITHIN = timedelta(seconds=60)


def ask_spamassassin(
    mails: Sequence[bytes], program: str, *, within: timedelta = _WITHIN
) -> tuple[SpamScore | None, ...]:
    """Score complete emails with SpamAssassin, offline.

    All are scored by one process, because its start takes longer than several mails.

    Args:
        mails: The mails as they are sent.
        program: The path of ``spamassassin``, as ``shutil.which`` finds it.
        within: The time limit; two seconds are usual, and a quarter of one for each more mail.

    Returns:
        The score of each mail; ``None`` for those to which it gives none.
    """
    mark = f"X-Scored-{secrets.token_hex(16)}"  # no mail can contain it
    with TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{number}.eml" for number in range(len(mails))]
        for path, mail in zip(paths, mails, strict=True):
            path.write_bytes(f"{mark}: {path.stem}\r\n".encode() + mail)
        report = _report([program, *_OFFLINE, _PLAIN, *map(str, paths)], within)
    parts = re.split(rf"^{mark}: (\d+)\r?$", report, flags=re.MULTILINE)
    found = dict(zip(map(int, parts[1::2]), parts[2::2], strict=True))
    return tuple(read_report(found.get(number, "")) for number in range(len(mails)))


def _report(command: Sequence[str], within: timedelta) -> str:
    """Return what a command prints; nothing if it fails or takes too long."""
    try:
        ran = subprocess.run(  # noqa: S603  # the program that the operator installed
            command, capture_output=True, timeout=within.total_seconds(), check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return ran.stdout.decode("utf-8", "replace")


def read_report(report: str) -> SpamScore | None:
    """Return the points and rules in the last report of ``spamassassin -t``.

    The mail itself may quote an analysis, which comes before SpamAssassin's own.
    """
    found = list(_POINTS.finditer(report))
    if not found:
        return None
    rules: list[tuple[float, str, str]] = []
    for line in report[found[-1].end() :].splitlines():
        if rule := _RULE.match(line):
            rules.append((float(rule[1]), rule[2], rule[3].strip()))
        elif rules and (more := _CONTINUED.match(line)):
            points, name, meaning = rules[-1]
            rules[-1] = (points, name, f"{meaning} {more[1].strip()}")
    return SpamScore(float(found[-1][1]), tuple(rules))

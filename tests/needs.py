"""What not every machine has: a test that needs it skips and says so, unless the run said that it must be here."""

import os
from typing import NoReturn

import pytest

REQUIRED = frozenset(os.environ.get("NEWSLETTER_TESTS_REQUIRE", "").split())


def missing(what: str, reason: str) -> NoReturn:
    """Skip with a spoken reason; fail where ``NEWSLETTER_TESTS_REQUIRE`` names it.

    Args:
        what: One of chromium, axe, spamassassin, postfix, nginx, caddy, postgresql, promtool, ses-local,
            systemd, shellcheck, bash, zsh, fish. Two take minutes and the network, and run only where they are named:
            debian-root and docker.
        reason: What is not here, and how it could be.
    """
    if what in REQUIRED:
        pytest.fail(reason)
    pytest.skip(reason)

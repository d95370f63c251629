"""The newsletter at the terminal: one module per noun.

Words come in; the app is asked; facts come out for people or, with ``--json``,
for machines. Exit codes: 0 done, 1 refused with a reason, 2 wrong use.
"""

import sys


def main() -> None:
    """Run one command; every error of ours becomes one message and exit code 1."""
    from newsletter.cli.commands import commands
    from newsletter.errors import NewsletterError

    try:
        commands()
    except NewsletterError as error:
        print(error, file=sys.stderr)  # noqa: T201  # the one place where an error meets a person
        raise SystemExit(1) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None

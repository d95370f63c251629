"""``python -m newsletter.sandbox LOG_FILE``: only the sandbox, for tests and benchmarks."""

import argparse
import sys
from pathlib import Path

from newsletter.errors import ConfigError
from newsletter.testing import knobs
from newsletter.testing.sandbox import serve


def main() -> int:
    """Serve, and print the address on the first line once it listens. Return the exit code."""
    options = argparse.ArgumentParser(prog="python -m newsletter.sandbox", description=__doc__)
    options.add_argument("log_file", type=Path)
    options.add_argument("--host", default="127.0.0.1")
    options.add_argument("--port", type=int, default=0)
    options.add_argument(
        "--knobs", default="{}", help="a JSON object; see newsletter/testing/knobs.py"
    )
    options.add_argument("--sync", action="store_true", help="fsync before every answer")
    given = options.parse_args()
    try:
        faults = knobs.read(given.knobs)
        serve(given.host, given.port, given.log_file, faults, sync=given.sync, ready=_print_address)
    except (ConfigError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _print_address(url: str) -> None:
    sys.stdout.write(f"{url}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())

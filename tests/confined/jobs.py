"""What a child may be asked in tests: well-behaved functions, and others."""

import os
import signal
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from newsletter.errors import AuthorError

Made = tuple[dict[str, Any], bytes]


def turned(asked: Mapping[str, Any], data: bytes) -> Made:
    """Return the bytes backwards, and the values as they came."""
    return dict(asked), data[::-1]


def talks(_: Mapping[str, Any], data: bytes) -> Made:
    print("not an answer", flush=True)  # noqa: T201  # it must not get into the answers
    return {"environment": sorted(os.environ), "process": os.getpid()}, data


def refuses(_: Mapping[str, Any], data: bytes) -> Made:
    raise AuthorError("picture-damaged", reason=data.decode())


def fails(asked: Mapping[str, Any], _: bytes) -> Made:
    raise {"attribute": AttributeError, "recursion": RecursionError}[asked["how"]]("whatever")


def is_killed(asked: Mapping[str, Any], _: bytes) -> Made:
    os.kill(os.getpid(), signal.Signals[asked["how"]])
    time.sleep(60)
    return {}, b""


def hangs(_: Mapping[str, Any], _data: bytes) -> Made:
    time.sleep(60)
    return {}, b""


def never_ends(asked: Mapping[str, Any], _data: bytes) -> Made:
    if mark := asked.get("mark"):
        Path(mark).touch()
    while True:
        pass


def takes(asked: Mapping[str, Any], _: bytes) -> Made:
    return {"taken": len(bytearray(asked["size"]))}, b""


def swells(asked: Mapping[str, Any], _: bytes) -> Made:
    return {}, bytes(asked["size"])


def alone(asked: Mapping[str, Any], _: bytes) -> Made:
    """Fail if another runs now."""
    mark = Path(asked["mark"])
    mark.touch(exist_ok=False)
    time.sleep(0.02)
    mark.unlink()
    return {}, b""


def is_taken_over(asked: Mapping[str, Any], data: bytes) -> Made:
    """Answer whatever was asked for, as a file could make a child do."""
    return asked["answer"], data

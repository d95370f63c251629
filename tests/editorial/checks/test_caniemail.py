"""The data comes from the npm package, is cut down, and reads the latest version by its first word."""

import io
import json
import tarfile
from typing import Any

import pytest

from newsletter.editorial.checks.caniemail import catalogue, data_file, read, refresh
from newsletter.errors import DeskError

DATA: dict[str, Any] = {
    "last_update_date": "2026-01-02",
    "nicenames": {"family": {"outlook": "Outlook", "hey": "HEY"}},
    "data": [
        {
            "slug": "css-display-flex",
            "title": "display:flex",
            # 10 comes after 9, though not in the alphabet
            "stats": {"outlook": {"windows": {"9": "y", "10": "n #1 #2"}}},
        },
        {
            "slug": "html-p",
            "title": "<p> element",
            "stats": {"outlook": {"windows": {"9": "a #1"}}, "hey": {"ios": {"1": "y"}}},
        },
    ],
}


def packed(name: str = "caniemail", data: Any = DATA) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as package:
        for path, content in (
            ("package/package.json", {"name": name, "version": "9.8.7"}),
            ("package/data/caniemail.json", data),
        ):
            body = json.dumps(content).encode()
            member = tarfile.TarInfo(path)
            member.size = len(body)
            package.addfile(member, io.BytesIO(body))
    return buffer.getvalue()


def test_a_package_becomes_the_data_that_is_read() -> None:
    known = read(refresh(packed()))
    assert (known.version, known.updated) == ("9.8.7", "2026-01-02")
    assert known.clients == {"outlook.windows": "Outlook (Windows)", "hey.ios": "HEY (iOS)"}
    assert known.features["css-display-flex"].support == {"outlook.windows": "n"}
    assert known.features["html-p"].support == {"outlook.windows": "a", "hey.ios": "y"}
    assert known.refuses("outlook.windows", "css-display-flex")
    assert not known.refuses("outlook.windows", "html-p")
    assert not known.refuses("hey.ios", "css-display-flex")
    assert not known.refuses("outlook.windows", "css-unheard-of")


@pytest.mark.parametrize(
    "file",
    [
        b"",
        b"not a package",
        packed(name="carabiner"),
        packed(data={"data": []}),
        packed(data=[1]),
        packed()[:200],
    ],
)
def test_another_file_is_refused_and_told_how_to_get_the_right_one(file: bytes) -> None:
    with pytest.raises(DeskError, match="caniemail"):
        refresh(file)


def test_the_data_in_the_package_is_whole_small_and_has_its_notice() -> None:
    known = catalogue()
    assert known.version
    assert len(known.features) >= 300
    assert len(known.clients) >= 45
    assert data_file().stat().st_size < 100_000
    notice = data_file().with_name("caniemail-LICENSE.txt").read_text(encoding="utf-8")
    assert "MIT License" in notice
    assert "Copyright" in notice

"""A picture that is uploaded lies beside the issues, and its line stands where the cursor was."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.app import Newsletter
from newsletter.app.letter_pictures import placed
from newsletter.errors import AuthorError, DeskError
from newsletter.model.blocks import Image
from tests.app.builders import a_photo

PHOTO = a_photo(300, 200)


def pictures_of(app: Newsletter) -> dict[str, bytes]:
    folder = app.container.folder / "issues" / "pictures"
    return {path.name: path.read_bytes() for path in folder.glob("*")}


def test_a_picture_is_kept_once_and_another_of_its_name_beside_it(app: Newsletter) -> None:
    def keep(number: int, name: str, data: bytes, alt: str) -> str:
        return app.desk.pictures.keep(number, name, io.BytesIO(data), alt)

    line = "![Een kale tuin](pictures/003-tuin-in-maart.jpg)"
    assert keep(3, "C:\\Foto's\\Tuin in maart.JPEG", PHOTO, " Een\nkale  tuin ") == line
    assert keep(3, "Tuin in maart.jpg", PHOTO, "Een kale tuin") == line
    other = a_photo(200, 300)
    assert "003-tuin-in-maart-2.jpg" in keep(3, "Tuin in maart.jpg", other, "Nog een")
    assert pictures_of(app) == {
        "003-tuin-in-maart.jpg": PHOTO,
        "003-tuin-in-maart-2.jpg": other,
    }


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "..", "", ".htaccess", "a\x00b.jpg", "\u202egpj.x", "x" * 4_000]
)
def test_whatever_its_name_it_lies_in_its_own_folder(app: Newsletter, name: str) -> None:
    line = app.desk.pictures.keep(1, name, io.BytesIO(PHOTO), "Een tuin")
    [kept] = pictures_of(app)
    assert kept.startswith("001-")
    assert kept.endswith(".jpg")
    assert f"](pictures/{kept})" in line


@pytest.mark.parametrize(
    "alt", ["]( x", "<script>", "![a](b)", "{{7*7}}", "\\", "*vet* [x](https://y)", "a\u202eb"]
)
def test_its_words_are_words_and_no_markup(app: Newsletter, alt: str) -> None:
    line = app.desk.pictures.keep(1, "tuin.jpg", io.BytesIO(PHOTO), alt)
    path = app.container.folder / "issues" / "001-een.md"
    head = "number: 1\ntitle: Een\nsubject: Een\npreheader: Een regel.\n"
    path.write_text(f"---\n{head}---\n\nBegin.\n\n{line}\n", "utf-8")
    [image] = [block for block in app.issues.all()[0].blocks if isinstance(block, Image)]
    assert (image.alt, image.source) == (alt, "pictures/001-tuin.jpg")


def test_without_words_or_without_a_picture_nothing_is_kept(app: Newsletter) -> None:
    with pytest.raises(DeskError, match="picture-without-alt"):
        app.desk.pictures.keep(1, "tuin.jpg", io.BytesIO(PHOTO), " \n ")
    for data in (b"", b"<svg/>", PHOTO[:200], b"MZ" * 1000):
        with pytest.raises(AuthorError, match="picture-unfit"):
            app.desk.pictures.keep(1, "tuin.jpg", io.BytesIO(data), "Een tuin")
    assert pictures_of(app) == {}


@pytest.mark.parametrize(
    ("at", "lines"),
    [
        (None, ["Een.", "", "Twee 🌿 hier.", "", "Drie.", "", "LINE"]),
        (0, ["Een.", "", "LINE", "", "Twee 🌿 hier.", "", "Drie."]),
        (12, ["Een.", "", "Twee 🌿 hier.", "", "LINE", "", "Drie."]),
        (9_999, ["Een.", "", "Twee 🌿 hier.", "", "Drie.", "", "LINE"]),
    ],
)
def test_it_comes_after_the_paragraph_of_the_cursor(at: int | None, lines: list[str]) -> None:
    text = "Een.\n\nTwee 🌿 hier.\n\nDrie.\n"
    put = placed(text, "LINE", at)
    assert put.text == "\n".join(lines) + "\n"
    assert put.line == lines.index("LINE") + 1
    assert put.is_last is (lines[-1] == "LINE")


@given(
    text=st.text(st.sampled_from("ab \n🌿"), max_size=30),
    at=st.none() | st.integers(min_value=-3, max_value=80),
)
def test_wherever_it_is_put_no_word_is_lost(text: str, at: int | None) -> None:
    put = placed(text, "LINE", at)
    done = put.text
    assert done.split("\n")[put.line - 1] == "LINE"
    before, found, after = done.partition("LINE")
    assert found
    assert f"{before}{after}".split() == text.split()
    assert "LINE" in done.split("\n")

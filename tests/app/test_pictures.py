"""Pictures beside an issue: kept for hosting, or refused with the line that names them."""

import pytest

from newsletter.app import Newsletter
from newsletter.errors import AuthorError
from newsletter.message import Message
from tests.app.builders import with_picture


def test_a_picture_is_kept_under_the_name_of_its_bytes(app: Newsletter) -> None:
    with_picture(app)
    issue, path = app.issues.find("1")
    (picture,) = app.container.pictures.of(issue, path, 536).values()
    assert app.container.pictures.hosted(picture.name) == (picture.data, "image/jpeg")
    assert app.container.pictures.hosted("../newsletter.toml") is None


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("weg.jpg", "picture-missing"),
        ("../rust.txt", "picture-outside"),
        ("https://example.org/a.jpg", "picture-elsewhere"),
    ],
)
def test_a_picture_that_cannot_be_used_is_refused_with_its_name_and_line(
    app: Newsletter, source: str, code: str
) -> None:
    with_picture(app, f"![Een tuin]({source})")
    issue, path = app.issues.find("1")
    with pytest.raises(AuthorError) as error:
        app.container.pictures.of(issue, path, 536)
    assert error.value.line == 10
    assert error.value.problem == Message("picture-unfit", picture=source, problem=Message(code))

"""A link from a letter leads where it was meant to, whatever a mail program glued to it."""

from urllib.parse import quote

import httpx
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from newsletter.audience.tokens import Keyring, Purpose
from newsletter.errors import BadToken
from newsletter.model.notice import NoticeKind
from newsletter.model.secret import Secret
from newsletter.web.glued import meant
from tests.web.builders import Newsletter, browser

GLUE = [
    ".", ">", ")", "=", "//", "/", ",", ";", ":", "!", "?", "'", '"', "`", "*", "_", "-", "~", "]", "}", "|",
    "%20", "%3E", "%29", "%22", "%0D%0A", "%C2%A0", "%E2%80%8B", "%E2%80%9D", "%3D", "%2F", "%2F%2F",
    "%2520", "%253E", "&gt;", ">.", ").", "%20Groeten", "%5D%28https", "%3C/a%3E", "\\",
]  # fmt: skip
BEFORE = ["", "%3C", "%20", "(", "/", "%22", "_", "%253C", "%2520"]
KEYS = Keyring(Secret("a secret of tests, long enough"))


@pytest.mark.parametrize("glue", GLUE)
def test_whatever_is_glued_to_it_the_link_in_a_letter_leaves(
    newsletter: Newsletter, glue: str
) -> None:
    reader = newsletter.reader()
    path = f"/unsubscribe/{newsletter.house.leave_token(reader)}{glue}"
    visitor = browser(newsletter)
    if not glue.startswith("?"):
        page = visitor.get(path)
        assert page.status_code == 200
        assert f'action="/unsubscribe/{newsletter.house.leave_token(reader)}"' in page.text
    answer = visitor.post(path, data={"List-Unsubscribe": "One-Click"})
    assert (answer.status_code, answer.text) == (200, "unsubscribed\n")
    assert not newsletter.is_reading(reader)


@pytest.mark.parametrize("glue", [".", ">", "%20", "//", "/", "=", ")", "%253E"])
def test_the_other_links_of_a_letter_survive_too(newsletter: Newsletter, glue: str) -> None:
    visitor = browser(newsletter)
    keys = newsletter.house.keyring
    reader = newsletter.reader()
    asked = newsletter.house.asked("nieuw@example.org")
    newsletter.house.preferences.mail_link(newsletter.house.preferences_token(reader))
    for path in (
        f"/data/{newsletter.house.mail.last(NoticeKind.FRESH)}",
        f"/preferences/{keys.token(Purpose.PREFERENCES, reader.id)}",
        f"/confirm/{asked}",
        f"/moment/{keys.token(Purpose.VOTE, 1 << 40 | reader.id)}",
        "/archive/brief-1",
    ):
        assert visitor.get(path + glue).status_code == 200, path
    assert "Welkom" in visitor.post(f"/confirm/{asked}{glue}").text


@pytest.mark.parametrize(
    "damage",
    [
        lambda token: token[:-1],
        lambda token: token[1:],
        lambda token: token + "A",
        lambda token: "A" + token,
        lambda token: token[:20] + "." + token[20:],
        lambda token: token[:20] + "=%0A" + token[20:],
        lambda token: token[:-1] + ("A" if token[-1] != "A" else "B"),
        lambda token: token.swapcase(),
        lambda token: f"{token}/else",
        lambda token: f"{token}//else",
        lambda token: "." * 40,
    ],
)
def test_a_link_that_is_damaged_stays_damaged(newsletter: Newsletter, damage) -> None:
    reader = newsletter.reader()
    path = f"/unsubscribe/{damage(newsletter.house.leave_token(reader))}"
    for answer in (browser(newsletter).get(path), browser(newsletter).post(path)):
        assert 400 <= answer.status_code < 500
    assert newsletter.is_reading(reader)


NUMBERS = st.integers(1, 2**40)


@settings(max_examples=300)
@given(
    number=NUMBERS, before=st.sampled_from(BEFORE), glue=st.lists(st.sampled_from(GLUE), max_size=3)
)
@example(number=1, before="_", glue=["_", "-"])
@example(number=1, before="", glue=["//", "_"])
@example(number=1, before="%253C", glue=[])
def test_a_glued_token_reads_as_its_own_number(number: int, before: str, glue: list[str]) -> None:
    token = KEYS.token(Purpose.LEAVE, number)
    path = as_served(f"/unsubscribe/{before}{token}{''.join(glue)}".partition("?")[0])
    if (token[0] in "-_" and before == "_") or (token[-1] in "-_" and before == "_"):
        return  # which of two underscores is glue cannot be told
    if not path.startswith("/unsubscribe/"):
        return  # a browser removes "/.." and what is before it (RFC 3986 §5.2.4)
    assert KEYS.read(Purpose.LEAVE, meant(path).removeprefix("/unsubscribe/")) == number


@settings(max_examples=300)
@given(number=NUMBERS, at=st.integers(0, 60), put=st.text(max_size=4), cut=st.integers(0, 3))
def test_no_change_makes_a_token_another_readers(number: int, at: int, put: str, cut: int) -> None:
    token = KEYS.token(Purpose.LEAVE, number)
    changed = meant(as_served(f"/unsubscribe/{token[:at]}{quote(put)}{token[at + cut :]}"))
    try:
        read = KEYS.read(Purpose.LEAVE, changed.removeprefix("/unsubscribe/"))
    except BadToken:
        return
    assert read == number


@given(st.text(max_size=120))
def test_any_path_is_taken(path: str) -> None:
    assert meant(f"/{path}").startswith("/")
    assert meant(meant(f"/{path}")) == meant(f"/{path}")


@pytest.mark.parametrize(
    "path",
    ["/", "/subscribe", "/data", "/hooks/mailgun", "/archive", "/archive/brief-1", "/archive/brief-1/email",
     "/media/a.png", "/static/page.css", "/unsubscribe/", "/api/v1/subscribers"],
)  # fmt: skip
def test_other_paths_stay_as_they_are(path: str) -> None:
    assert meant(path) == path


def as_served(path: str) -> str:
    """As a server decodes the path of a request."""
    return httpx.URL(f"https://brief.example.nl{path}").path

import pytest

from newsletter.model.hook import Admission
from tests.web.builders import Newsletter, browser


def test_a_providers_call_arrives_whole_and_unread(newsletter: Newsletter) -> None:
    answer = browser(newsletter).post(
        "/hooks/mailgun?key=a%20b", content=b'{"a": 1}\r\n', headers={"X-Signature": "s"}
    )
    assert answer.status_code == 200
    ((provider, hook),) = newsletter.hooks
    assert provider == "mailgun"
    assert hook.body == b'{"a": 1}\r\n'
    assert hook.headers["x-signature"] == "s"
    assert hook.query == {"key": "a b"}


def test_an_unknown_provider_is_not_found(newsletter: Newsletter) -> None:
    assert browser(newsletter).post("/hooks/nobody", content=b"{}").status_code == 404


def test_a_hook_takes_as_much_as_its_provider_sends_and_no_more(newsletter: Newsletter) -> None:
    newsletter.admissions["mailgun"] = Admission(largest_bytes=100_000)
    visitor = browser(newsletter)
    assert visitor.post("/hooks/mailgun", content=b"x" * 100_000).status_code == 200
    assert visitor.post("/hooks/mailgun", content=b"x" * 100_001).status_code == 413
    assert len(newsletter.hooks) == 1


class Unread:
    """A body that nobody may read."""

    def __aiter__(self) -> "Unread":
        return self

    async def __anext__(self) -> bytes:
        raise AssertionError("the body was read")


@pytest.mark.parametrize("path", ["/hooks/nobody", "/hooks/postmark", "/hooks/postmark/"])
def test_an_unknown_hook_and_a_wrong_proof_are_answered_before_the_body_is_read(
    newsletter: Newsletter, path: str
) -> None:
    challenge = {"www-authenticate": "Basic"}
    newsletter.admissions["postmark"] = Admission(refusal=401, headers=challenge)
    answer = browser(newsletter).post(path, content=Unread())
    assert answer.status_code == (404 if "nobody" in path else 401)
    assert answer.headers["connection"] == "close"
    assert ("www-authenticate" in answer.headers) is ("postmark" in path)
    assert newsletter.hooks == []

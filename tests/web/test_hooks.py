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


def test_a_hook_may_be_as_large_as_providers_send_it(newsletter: Newsletter) -> None:
    assert browser(newsletter).post("/hooks/mailgun", content=b"x" * 1_000_000).status_code == 200
    assert browser(newsletter).post("/hooks/mailgun", content=b"x" * 11_000_000).status_code == 413

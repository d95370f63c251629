import pytest

from newsletter.model.notice import NoticeKind
from newsletter.model.secret import Scope
from tests.web.builders import Newsletter, browser


def key(newsletter: Newsletter, *scopes: Scope) -> dict[str, str]:
    _, text = newsletter.house.keys.add("website", scopes)
    return {"authorization": f"Bearer {text.reveal}"}


def test_a_program_asks_somebody_in_and_they_confirm_by_mail(newsletter: Newsletter) -> None:
    asked = {
        "address": "anna@example.org",
        "first_name": "Anna",
        "tags": ["rust"],
        "network": "203.0.113.9",
    }
    answer = browser(newsletter).post(
        "/api/v1/subscribers", json=asked, headers=key(newsletter, Scope.SIGN_UP)
    )
    assert (answer.status_code, answer.json()) == (202, {"status": "look in your mailbox"})
    assert newsletter.house.mail.kinds() == [NoticeKind.CONFIRM]
    request = newsletter.house.store.sign_ups.find(1)
    assert request is not None
    assert (request.way, request.network) == ("api", "203.0.113.0/24")


def test_the_answer_does_not_tell_who_reads(newsletter: Newsletter) -> None:
    newsletter.reader("anna@example.org")
    allowed = key(newsletter, Scope.SIGN_UP)
    answers = [
        browser(newsletter).post(
            "/api/v1/subscribers", json={"address": f"{who}@example.org"}, headers=allowed
        )
        for who in ("anna", "bert")
    ]
    assert answers[0].content == answers[1].content


@pytest.mark.parametrize("scopes", [(), (Scope.READ,), (Scope.EDIT,)])
def test_a_key_for_something_else_is_refused(
    newsletter: Newsletter, scopes: tuple[Scope, ...]
) -> None:
    answer = browser(newsletter).post(
        "/api/v1/subscribers",
        json={"address": "anna@example.org"},
        headers=key(newsletter, *scopes),
    )
    assert answer.status_code == 403
    assert 'scope="sign-up"' in answer.headers["www-authenticate"]


@pytest.mark.parametrize(
    "header",
    [
        {},
        {"authorization": "Bearer"},
        {"authorization": "Basic eDp5"},
        {"authorization": "Bearer nlk_x"},
    ],
)
def test_without_a_key_nothing_happens(newsletter: Newsletter, header: dict[str, str]) -> None:
    answer = browser(newsletter).post(
        "/api/v1/subscribers", json={"address": "anna@example.org"}, headers=header
    )
    assert answer.status_code == 401
    assert newsletter.house.mail.mails == []


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"address": "geen"},
        {"address": 5},
        {"address": "a@example.org", "admin": True},
        {"address": "a@example.org", "language": "Dutch"},
        [],
    ],
)
def test_what_cannot_be_used_is_told_in_the_frameworks_own_form(
    newsletter: Newsletter, asked: object
) -> None:
    answer = browser(newsletter).post(
        "/api/v1/subscribers", json=asked, headers=key(newsletter, Scope.SIGN_UP)
    )
    assert answer.status_code == 422
    assert isinstance(answer.json()["detail"], list)


def test_issues_are_listed_for_who_may_read(newsletter: Newsletter) -> None:
    answer = browser(newsletter).get("/api/v1/issues", headers=key(newsletter, Scope.READ))
    assert [issue["url"] for issue in answer.json()] == [
        "https://brief.example.nl/archive/brief-2",
        "https://brief.example.nl/archive/brief-1",
    ]


def test_a_crash_is_told_to_machines_without_details(
    newsletter: Newsletter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(newsletter.readers, "keys", None)
    answer = browser(newsletter).get("/api/v1/issues")
    assert (answer.status_code, answer.json()["detail"]) == (500, "a mistake on our side")


ODD_BODIES = [
    b'{"address": NaN}',
    b'{"address": "anna@example.org", "tags": [Infinity]}',
    b'{"address": "anna@example.org", "first_name": -Infinity}',
    b'{"address": "anna@example.org", "first_name": "\\ud800"}',
    b'{"address": "\\udfff@example.org"}',
    b'{"address": "anna@example.org", "\\ud800": 1}',
    b'{"address": "anna@example.org", "first_name": "A\\u0000nna"}',
    b'{"address": "anna@example.org\\u0000"}',
    b'{"address": "anna@example.org", "tags": ["\\u001b[2J"]}',
    b'{"address": "anna@example.org"',
    b"address=anna@example.org",
    b"\xff\xfe",
    b"",
    b"null",
    b'"anna@example.org"',
    b"[" * 20_000,
    b'{"address": ' + b"9" * 6000 + b"}",
    b'{"address": "' + b"a" * 300 + b'@example.org"}',
]


@pytest.mark.parametrize("body", ODD_BODIES, ids=lambda body: repr(body[:40]))
def test_what_is_no_json_or_no_text_is_the_callers_mistake_and_reaches_no_log(
    newsletter: Newsletter, body: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    headers = {**key(newsletter, Scope.SIGN_UP), "content-type": "application/json"}
    answer = browser(newsletter).post("/api/v1/subscribers", content=body, headers=headers)
    assert answer.status_code in {400, 422}
    assert answer.json()["detail"]
    assert "anna" not in answer.text
    assert "anna" not in caplog.text
    assert newsletter.house.mail.mails == []


def test_every_field_states_its_format_or_its_length(newsletter: Newsletter) -> None:
    described = browser(newsletter).get("/api/v1/openapi.json").json()["components"]["schemas"]
    fields = described["SubscribeBody"]["properties"]
    assert fields["address"]["format"] == "email"
    assert fields["address"]["maxLength"] == 254
    assert all("maxLength" in field or "maxItems" in field for field in fields.values())
    assert fields["tags"]["items"]["maxLength"] == 50
    letter = described["ArchivedLetter"]["properties"]
    assert (letter["sent_at"]["format"], letter["url"]["format"]) == ("date-time", "uri")
    assert "look in your mailbox" in described["SignUpAnswer"]["enum"]

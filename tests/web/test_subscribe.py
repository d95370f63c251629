import re
import time
from dataclasses import replace

import pytest

from newsletter.model.notice import NoticeKind
from tests.web.builders import Newsletter, browser

OURS = {"sec-fetch-site": "same-origin"}


def form(newsletter: Newsletter, **typed: object) -> dict[str, object]:
    """Our own form, filled in by a person who took ten seconds."""
    page = browser(newsletter).get("/subscribe").text
    found = re.search(r'name="stamp" value="([^"]+)"', page)
    assert found is not None
    newsletter.house.clock.turn(seconds=10)
    return {"stamp": found[1], "lang": "nl", "email": "anna@example.org", "website": "", **typed}


def test_the_whole_way_in(newsletter: Newsletter) -> None:
    visitor = browser(newsletter)
    asked = visitor.post(
        "/subscribe", data=form(newsletter, name="Anna", topic=["Rust"]), headers=OURS
    )
    assert "Kijk in je mailbox" in asked.text
    path = newsletter.house.mail.mails[-1][2]
    assert "Nog één klik" in visitor.get(path).text
    welcome = visitor.post(path)
    assert "Welkom, Anna" in welcome.text
    assert newsletter.house.mail.kinds() == [NoticeKind.CONFIRM, NoticeKind.WELCOME]
    (reader,) = newsletter.house.store.subscribers.page()
    assert newsletter.is_reading(reader)
    assert "Welkom, Anna" in visitor.get(path).text


def test_where_mail_goes_to_the_outbox_none_is_said_to_be_on_its_way(
    newsletter: Newsletter,
) -> None:
    newsletter.readers.has_outbox = True
    visitor, reader = browser(newsletter), newsletter.reader()
    key = newsletter.house.preferences_token(reader)
    pages = [
        visitor.post("/subscribe", data=form(newsletter), headers=OURS).text,
        visitor.post("/preferences", data={"email": "lezer1@example.org"}, headers=OURS).text,
        visitor.post(f"/preferences/{key}", data={"wish": "data"}).text,
    ]
    for page in pages:
        assert "in de map outbox" in page
        assert "onderweg" not in page
        assert "Kijk in je mailbox" not in page
    assert "anna@example.org" in pages[0]


def test_where_mail_goes_to_the_outbox_a_new_reader_is_promised_none(
    newsletter: Newsletter,
) -> None:
    visitor = browser(newsletter)
    visitor.post("/subscribe", data=form(newsletter, name="Piet"), headers=OURS)
    path = newsletter.house.mail.mails[-1][2]
    newsletter.readers.has_outbox = True
    for page in (visitor.post(path).text, visitor.get(path).text):
        assert "Welkom, Piet" in page
        assert "staat nu op de lijst van Een helder moment" in page
        assert "er gaat nog geen mail de deur uit" in page
        assert "Vanaf nu" not in page
        assert "contacten" not in page


def test_a_new_reader_is_led_to_earlier_letters_once_there_are_some(
    newsletter: Newsletter,
) -> None:
    visitor = browser(newsletter)
    visitor.post("/subscribe", data=form(newsletter), headers=OURS)
    path = newsletter.house.mail.mails[-1][2]
    assert "Lees een eerdere brief" in visitor.post(path).text
    newsletter.readers.archive.sent.clear()
    assert "Lees een eerdere brief" not in visitor.get(path).text


@pytest.mark.parametrize("typed", ["", "   "])
@pytest.mark.parametrize("path", ["/subscribe", "/preferences"])
def test_who_types_no_address_is_asked_for_one(
    newsletter: Newsletter, path: str, typed: str
) -> None:
    fields = form(newsletter, email=typed)
    answer = browser(newsletter).post(path, data=fields, headers=OURS)
    assert answer.status_code == 422
    assert '<p class="message" role="alert" id="wrong">Vul je e-mailadres in.</p>' in answer.text
    assert "tikfout" not in answer.text
    assert 'aria-invalid="true" aria-describedby="wrong"' in answer.text


def test_a_name_that_a_program_sends_as_it_is_keeps_its_letters(newsletter: Newsletter) -> None:
    typed = "&".join(f"{key}={value}" for key, value in form(newsletter, name="Zoë").items())
    kind = {"content-type": "application/x-www-form-urlencoded; charset=utf-8"}
    visitor = browser(newsletter)
    asked = visitor.post("/subscribe", content=typed.encode(), headers=OURS | kind)
    assert "Kijk in je mailbox" in asked.text
    confirmed = newsletter.house.subscribe.confirm(newsletter.house.mail.last(NoticeKind.CONFIRM))
    assert confirmed is not None
    assert confirmed.reader.first_name == "Zoë"
    flood = visitor.post("/subscribe", content=b"&a=b" * 1000, headers=OURS | kind)
    assert flood.status_code == 400


def test_letters_that_the_provider_cannot_carry_are_refused_in_kind_words(
    newsletter: Newsletter,
) -> None:
    typed = form(newsletter, email="lézer@example.org")
    answer = browser(newsletter).post("/subscribe", data=typed, headers=OURS)
    assert answer.status_code == 422
    assert "dat ligt niet aan jou" in answer.text
    assert 'value="lézer@example.org" aria-invalid' in answer.text


def test_a_browser_lets_all_letters_be_typed_where_the_provider_can_carry_them(
    newsletter: Newsletter,
) -> None:
    for can, kind in ((False, "email"), (True, "text")):  # type=email takes ASCII alone
        newsletter.readers.unicode_local = can
        for path in ("/subscribe", "/preferences"):
            assert f'name="email" type="{kind}"' in browser(newsletter).get(path).text


def test_a_hidden_field_that_a_password_manager_filled_costs_one_more_press(
    newsletter: Newsletter,
) -> None:
    visitor = browser(newsletter)
    shown = visitor.post(
        "/subscribe",
        data=form(newsletter, website="https://example.org", name="Anna", topic=["Rust"]),
        headers=OURS,
    )
    assert shown.status_code == 200
    assert "Klik nog één keer" in shown.text
    assert 'value="anna@example.org"' in shown.text
    assert 'value="Anna"' in shown.text
    assert 'value="Rust" checked' in shown.text
    assert 'name="website"' not in shown.text  # nothing is left that could be filled in again
    assert newsletter.house.mail.mails == []
    found = re.search(r'name="stamp" value="([^"]+)"', shown.text)
    assert found is not None
    newsletter.house.clock.turn(seconds=10)
    typed = {"stamp": found[1], "lang": "nl", "email": "anna@example.org"}
    assert "Kijk in je mailbox" in visitor.post("/subscribe", data=typed, headers=OURS).text
    assert newsletter.house.mail.kinds() == [NoticeKind.CONFIRM]


def test_a_robot_that_fills_in_everything_gains_nothing_however_often(
    newsletter: Newsletter,
) -> None:
    for _ in range(3):
        typed = form(newsletter, website="https://kwaad.example", name="x")
        assert "Klik nog één keer" in browser(newsletter).post("/subscribe", data=typed).text
    assert newsletter.house.mail.mails == []
    assert newsletter.house.store.subscribers.count() == 0


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_scanner_that_follows_the_link_confirms_nobody(
    newsletter: Newsletter, method: str
) -> None:
    token = newsletter.house.asked()
    assert browser(newsletter).request(method, f"/confirm/{token}").status_code == 200
    (reader,) = newsletter.house.store.subscribers.page()
    assert not newsletter.is_reading(reader)


def test_the_form_shows_what_is_agreed_to_and_where_privacy_is_told(newsletter: Newsletter) -> None:
    page = browser(newsletter).get("/subscribe").text
    assert newsletter.house.subscribe.words("nl").text in page
    assert 'href="/privacy"' in page


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://elders.example"},
        {"origin": "null"},
    ],
)
def test_another_sites_form_is_shown_once_more_before_anything_happens(
    newsletter: Newsletter, headers: dict[str, str]
) -> None:
    answer = browser(newsletter).post(
        "/subscribe", data=form(newsletter, name="<b>Anna</b>"), headers=headers
    )
    assert answer.status_code == 200
    assert "Bijna klaar" in answer.text
    assert 'value="anna@example.org"' in answer.text
    assert "&lt;b&gt;Anna&lt;/b&gt;" in answer.text
    assert newsletter.house.mail.mails == []


def test_a_bare_form_without_a_stamp_is_shown_once_more(newsletter: Newsletter) -> None:
    answer = browser(newsletter).post("/subscribe", data={"email": "anna@example.org"})
    assert "Bijna klaar" in answer.text
    assert newsletter.house.store.subscribers.count() == 0


def test_what_is_no_address_is_shown_with_what_was_typed(newsletter: Newsletter) -> None:
    answer = browser(newsletter).post(
        "/subscribe", data=form(newsletter, email='geen "adres"', name="Anna"), headers=OURS
    )
    assert answer.status_code == 422
    assert "Naar dit adres kan geen mail worden gestuurd" in answer.text
    assert 'value="geen &#34;adres&#34;"' in answer.text
    assert 'value="Anna"' in answer.text
    assert 'aria-invalid="true"' in answer.text


def test_who_presses_too_fast_presses_again(newsletter: Newsletter) -> None:
    quick = form(newsletter) | {"stamp": newsletter.house.subscribe.stamp()}
    answer = browser(newsletter).post("/subscribe", data=quick, headers=OURS)
    assert "Dat ging wel heel snel" in answer.text
    assert newsletter.house.mail.mails == []


def test_every_answer_is_the_same_page_after_the_same_time(newsletter: Newsletter) -> None:
    newsletter.house.joined("kent@example.org")
    pages, times = set(), []
    for address in ("kent@example.org", "nieuw@example.org"):
        data = form(newsletter, email=address)
        began = time.monotonic()
        page = browser(newsletter).post("/subscribe", data=data, headers=OURS).text
        times.append(time.monotonic() - began)
        pages.add(page.replace(address, "…"))
    assert len(pages) == 1
    assert min(times) >= 0.4


def test_a_flood_from_one_network_is_stopped_with_a_page(newsletter: Newsletter) -> None:
    house = newsletter.house
    for number in range(20):
        house.subscribe.sign_up(house.wish(f"lezer{number}@example.org", client="192.0.2.7"))
    answer = browser(newsletter).post("/subscribe", data=form(newsletter), headers=OURS)
    assert answer.status_code == 429
    assert "Een ogenblik" in answer.text


def test_an_old_link_leads_back_to_the_form(newsletter: Newsletter) -> None:
    token = newsletter.house.asked()
    newsletter.house.clock.turn(days=8)
    for method in ("GET", "POST"):
        answer = browser(newsletter).request(method, f"/confirm/{token}")
        assert answer.status_code == 410
        assert 'href="/subscribe"' in answer.text
    assert browser(newsletter).get("/confirm/nonsense").status_code == 404


def test_a_returning_reader_is_told_that_the_provider_may_hold_them_back(
    newsletter: Newsletter,
) -> None:
    for keeps_a_list in (True, False):
        newsletter.readers.subscribe = replace(
            newsletter.house.subscribe, provider_may_block=lambda _why, told=keeps_a_list: told
        )
        reader = newsletter.reader(f"lezer{keeps_a_list:d}@example.org")
        newsletter.house.preferences.forget(reader, "test")
        token = newsletter.house.asked(str(reader.address))
        page = browser(newsletter).post(f"/confirm/{token}").text
        assert ("kan je adres nog tegenhouden" in page) is keeps_a_list


def test_the_page_is_in_english_for_who_chose_it_and_so_is_the_reader(
    newsletter: Newsletter,
) -> None:
    visitor = browser(newsletter)
    assert "Enter your email address" in visitor.get("/subscribe?lang=en").text
    visitor.post("/subscribe", data=form(newsletter, lang="en"), headers=OURS)
    visitor.post(newsletter.house.mail.mails[-1][2])
    assert newsletter.house.store.subscribers.page()[0].language == "en"


@pytest.mark.parametrize("body", [b"--x\r\nbroken", b"\xff\xfe=%zz", b"a=1&" * 2000])
def test_a_broken_form_is_no_crash(newsletter: Newsletter, body: bytes) -> None:
    for kind in (
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        "application/json",
    ):
        answer = browser(newsletter).post(
            "/subscribe", content=body, headers={"content-type": kind} | OURS
        )
        assert answer.status_code < 500

import re
from datetime import timedelta

import pytest

from newsletter.model.audience import Rhythm
from newsletter.model.notice import NoticeKind
from tests.web.builders import Newsletter, browser

OURS = {"sec-fetch-site": "same-origin"}


def opened(newsletter: Newsletter) -> str:
    """The key in the page of a reader who has opened their own data."""
    reader = newsletter.reader(first_name="Anna", tags=["rust"])
    newsletter.house.preferences.mail_link(newsletter.house.preferences_token(reader))
    page = browser(newsletter).post(f"/data/{newsletter.house.mail.last(NoticeKind.FRESH)}").text
    found = re.search(r'name="key" value="([^"]+)"', page)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_opening_the_link_changes_nothing(newsletter: Newsletter, method: str) -> None:
    reader = newsletter.reader()
    path = f"/preferences/{newsletter.house.preferences_token(reader)}"
    assert browser(newsletter).request(method, path).status_code == 200
    assert newsletter.house.find(reader) == reader


def test_a_forwarded_link_shows_neither_name_nor_address(newsletter: Newsletter) -> None:
    reader = newsletter.reader(first_name="Annabel")
    page = (
        browser(newsletter).get(f"/preferences/{newsletter.house.preferences_token(reader)}").text
    )
    assert "l…@example.org" in page
    assert "Annabel" not in page
    assert "lezer1@example.org" not in page


def test_rhythm_and_pause_are_chosen_with_a_press(newsletter: Newsletter) -> None:
    reader = newsletter.reader()
    path = f"/preferences/{newsletter.house.preferences_token(reader)}"
    visitor = browser(newsletter)
    assert "Opgeslagen" in visitor.post(path, data={"wish": "rhythm", "rhythm": "monthly"}).text
    assert newsletter.house.now(reader).rhythm is Rhythm.MONTHLY
    assert (
        "Tot 11 maart 2026 krijg je geen brieven"
        in visitor.post(path, data={"wish": "pause", "months": "2"}).text
    )
    assert "De pauze is voorbij" in visitor.post(path, data={"wish": "resume"}).text
    assert newsletter.house.now(reader).paused_until is None


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"wish": "rhythm", "rhythm": "hourly"},
        {"wish": "pause", "months": "99"},
        {"wish": "pause"},
        {"wish": "erase"},
    ],
)
def test_what_the_page_does_not_offer_changes_nothing(
    newsletter: Newsletter, form: dict[str, str]
) -> None:
    reader = newsletter.reader()
    answer = browser(newsletter).post(
        f"/preferences/{newsletter.house.preferences_token(reader)}", data=form
    )
    assert answer.status_code == 200
    assert newsletter.house.find(reader) == reader


def test_who_left_or_was_erased_is_shown_the_way_back(newsletter: Newsletter) -> None:
    reader = newsletter.reader()
    token = newsletter.house.preferences_token(reader)
    newsletter.house.unsubscribe.leave(newsletter.house.leave_token(reader))
    assert "Je krijgt nu geen brieven" in browser(newsletter).get(f"/preferences/{token}").text
    newsletter.house.preferences.forget(reader, "test")
    assert (
        "Je krijgt nu geen brieven"
        in browser(newsletter).post(f"/preferences/{token}", data={"wish": "resume"}).text
    )


def test_the_page_leads_to_the_way_out(newsletter: Newsletter) -> None:
    reader = newsletter.reader()
    page = (
        browser(newsletter).get(f"/preferences/{newsletter.house.preferences_token(reader)}").text
    )
    assert f'href="/unsubscribe/{newsletter.house.leave_token(reader)}"' in page


def test_data_are_behind_a_link_that_only_the_mailboxs_owner_gets(newsletter: Newsletter) -> None:
    reader = newsletter.reader()
    path = f"/preferences/{newsletter.house.preferences_token(reader)}"
    assert "naar je gegevens onderweg" in browser(newsletter).post(path, data={"wish": "data"}).text
    assert newsletter.house.mail.mails[-1][:2] == (NoticeKind.FRESH, "lezer1@example.org")


def test_a_scanner_does_not_use_up_the_fresh_link_and_a_second_press_finds_it_used(
    newsletter: Newsletter,
) -> None:
    reader = newsletter.reader()
    newsletter.house.preferences.mail_link(newsletter.house.preferences_token(reader))
    path = f"/data/{newsletter.house.mail.last(NoticeKind.FRESH)}"
    visitor = browser(newsletter)
    for _ in range(3):
        assert visitor.get(path).status_code == 200
    assert visitor.post(path).status_code == 200
    assert visitor.post(path).status_code == 410
    assert visitor.get(path).status_code == 410


def test_name_language_and_topics_are_changed(newsletter: Newsletter) -> None:
    key = opened(newsletter)
    changed = browser(newsletter).post(
        "/data",
        data={"key": key, "wish": "save", "name": "Ans", "language": "en", "topic": ["Loslaten"]},
    )
    assert "Saved." in changed.text
    (reader,) = newsletter.house.store.subscribers.page()
    assert (reader.first_name, reader.language, reader.tags) == ("Ans", "en", {"loslaten"})


def test_the_reader_sees_what_they_agreed_to_and_when(newsletter: Newsletter) -> None:
    reader = newsletter.reader()
    newsletter.house.preferences.mail_link(newsletter.house.preferences_token(reader))
    page = browser(newsletter).post(f"/data/{newsletter.house.mail.last(NoticeKind.FRESH)}").text
    assert "Je meldde je aan op deze site" in page
    assert "Ja, stuur mij Een helder moment per e-mail" in page
    assert "192.0.2" not in page
    assert "Je bevestigde je aanmelding per mail" in page
    assert "11 januari 2026" in page


def test_everything_kept_is_downloaded_as_json(newsletter: Newsletter) -> None:
    answer = browser(newsletter).post("/data", data={"key": opened(newsletter), "wish": "export"})
    assert answer.json()["address"] == "lezer1@example.org"
    assert answer.json()["consent"][0]["network"] == "192.0.2.0/24"
    assert answer.headers["cache-control"] == "no-store"
    assert "attachment" in answer.headers["content-disposition"]


def test_everything_kept_is_read_in_the_readers_language_with_a_file_beside_it(
    newsletter: Newsletter,
) -> None:
    key = opened(newsletter)
    answer = browser(newsletter).post("/data", data={"key": key, "wish": "read"})
    assert answer.headers["cache-control"] == "no-store"
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))
    assert "E-mailadres lezer1@example.org" in words
    assert "Status bevestigd" in words
    assert "Hoe vaak elke week" in words
    assert "Je meldde je aan op deze site" in words
    assert "192.0.2.0/24" in words
    for machine in ("confirmed", "weekly", "asked by form", "network"):
        assert machine not in words
    assert 'name="wish" value="export"' in answer.text
    english = {"key": key, "wish": "save", "language": "en"}
    browser(newsletter).post("/data", data=english)
    again = browser(newsletter).post("/data", data={"key": key, "wish": "read"})
    assert '<html lang="en">' in again.text
    assert "You signed up on this site" in again.text


def test_erasing_is_one_press_for_who_is_sure_and_then_the_key_is_worthless(
    newsletter: Newsletter,
) -> None:
    key = opened(newsletter)
    assert (
        "Je gegevens zijn gewist"
        in browser(newsletter).post("/data", data={"key": key, "wish": "erase", "sure": "on"}).text
    )
    assert newsletter.house.store.subscribers.count() == 0
    assert browser(newsletter).post("/data", data={"key": key, "wish": "export"}).status_code == 404


def test_before_and_after_erasing_the_page_says_what_stays_elsewhere_and_how_long(
    newsletter: Newsletter,
) -> None:
    reader = newsletter.reader()
    newsletter.house.preferences.mail_link(newsletter.house.preferences_token(reader))
    visitor = browser(newsletter)
    before = visitor.post(f"/data/{newsletter.house.mail.last(NoticeKind.FRESH)}").text
    assert (
        "Uit reservekopieën en bij het bedrijf dat de brieven verstuurt, verdwijnen ze binnen 90 dagen."
        in before
    )
    assert "een code die met een geheime sleutel uit je adres is berekend" in before
    key = before.partition('name="key" value="')[2].partition('"')[0]
    after = visitor.post("/data", data={"key": key, "wish": "erase", "sure": "on"}).text
    assert "verdwijnen je adres en naam binnen 90 dagen" in after


def test_who_is_not_sure_is_not_erased(newsletter: Newsletter) -> None:
    key = opened(newsletter)
    answer = browser(newsletter).post("/data", data={"key": key, "wish": "erase"})
    assert "Je gegevens zijn gewist" not in answer.text
    assert newsletter.house.store.subscribers.count() == 1


@pytest.mark.parametrize("key", ["", "1.x", "x", "1." + "A" * 32])
def test_without_a_good_key_there_is_nothing_to_see(newsletter: Newsletter, key: str) -> None:
    newsletter.reader()
    for wish in ("save", "export", "erase", ""):
        assert browser(newsletter).post("/data", data={"key": key, "wish": wish}).status_code == 404


def test_a_link_is_asked_for_by_address_and_the_page_does_not_tell_who_reads(
    newsletter: Newsletter,
) -> None:
    newsletter.reader()
    visitor = browser(newsletter)
    known = visitor.post("/preferences", data={"email": "lezer1@example.org"}, headers=OURS).text
    unknown = visitor.post("/preferences", data={"email": "lezer9@example.org"}, headers=OURS).text
    assert known.replace("lezer1", "lezer9") == unknown
    assert newsletter.house.mail.kinds().count(NoticeKind.FRESH) == 1
    assert visitor.post("/preferences", data={"email": "geen"}, headers=OURS).status_code == 422
    elsewhere = visitor.post(
        "/preferences",
        data={"email": "lezer1@example.org"},
        headers={"origin": "https://x.example"},
    )
    assert "Deze aanvraag kwam van een andere site" in elsewhere.text
    assert newsletter.house.mail.kinds().count(NoticeKind.FRESH) == 1


def test_the_pages_name_the_terms_of_the_settings(newsletter: Newsletter) -> None:
    newsletter.readers.fresh_link_for = timedelta(minutes=45)
    newsletter.readers.undo_within = timedelta(hours=2)
    reader = newsletter.reader()
    visitor = browser(newsletter)
    assert "binnen 45 minuten" in visitor.get("/preferences").text
    left = visitor.post(f"/unsubscribe/{newsletter.house.leave_token(reader)}").text
    assert "Je kunt je hier nog 2 uur met één klik bedenken." in left

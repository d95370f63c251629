"""The desk while a provider is set, but the settings that mail needs are not."""

import html
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.app.editors import Editors
from newsletter.app.previews import Previews
from newsletter.app.sign_in import DeskSignIn
from newsletter.errors import ConfigError, MailUnfit, NewsletterError, ProviderSilent
from newsletter.model.editor import Role
from newsletter.model.notice import NoticeKind
from tests.app.builders import A_SATURDAY, ARTICLE, SETTLED, UNSETTLED, SetClock, a_publication
from tests.app.test_reminders import EDITOR
from tests.web.desk.builders import DeskBrowser, at_a_browser, signed_in
from tests.web.desk.test_issues import box_of

ONE = "/desk/issues/1"
LACKS = (
    "Er kan nog geen mail de deur uit: de pagina’s hebben geen openbaar adres; "
    "de afzender heeft geen adres op een eigen domein. Wie de server beheert, stelt dat in."
)
ALL_LACKS = (
    "Er kan nog geen mail de deur uit: de pagina’s hebben geen openbaar adres; in de brieven staat"
    " niet wie ze stuurt en hoe die te bereiken is; de afzender heeft geen naam; de afzender"
    " heeft geen adres op een eigen domein; er is geen adres voor antwoorden van lezers."
    " Wie de server beheert, stelt dat in."
)


@pytest.fixture
def app(tmp_path: Path, clock: SetClock) -> Newsletter:
    return a_publication(tmp_path / "own", clock, UNSETTLED)


def words(page: str) -> str:
    """The words of a page, without its markup."""
    main = re.sub(r"<textarea.*?</textarea>", "", page.partition("<main")[2], flags=re.DOTALL)
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main)))


def with_a_letter(app: Newsletter) -> DeskBrowser:
    app.issues.draw([str(app.container.folder / "rust.txt")])
    return signed_in(app)


def typed(app: Newsletter, browser: DeskBrowser, more: str) -> dict[str, str]:
    """What the page of the letter sends, with some words typed after its text."""
    found = re.search(r'name="expected" value="(\w+)"', browser.get(ONE).text)
    assert found is not None
    return {"expected": found[1], "text": app.desk.writing.open(1).text + more}


def refusing(error: NewsletterError) -> Callable[..., None]:
    def refuse(*_: object, **__: object) -> None:
        raise error

    return refuse


# ─── a test ──────────────────────────────────────────────────────────────────


def test_a_test_that_cannot_leave_says_what_is_missing_and_keeps_the_text(app: Newsletter) -> None:
    browser = with_a_letter(app)
    answer = browser.post(f"{ONE}/test", data=typed(app, browser, "\nNog een zin.\n"))
    assert answer.status_code == 422
    assert f"{LACKS} Je brief is opgeslagen." in words(answer.text)
    assert "127.0.0.1" not in words(answer.text)
    assert "Nog een zin." in answer.text
    assert app.desk.writing.open(1).text.endswith("\nNog een zin.\n")


@pytest.mark.parametrize(
    "error",
    [
        ProviderSilent("smtp", "no answer from the server"),
        ConfigError("secret-not-set"),
        MailUnfit("links-placeholder", value="http://127.0.0.1"),
    ],
)
def test_whatever_stops_a_test_stands_on_the_letters_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: NewsletterError
) -> None:
    browser = with_a_letter(a_publication(tmp_path / "own", SetClock(), EDITOR))
    monkeypatch.setattr(Previews, "send_test", refusing(error))
    without_text = browser.post(f"{ONE}/test")
    assert without_text.status_code == 422
    assert "Je brief is opgeslagen." not in words(without_text.text)
    answer = browser.post(f"{ONE}/test", data=box_of(without_text.text))
    assert answer.status_code == 422
    assert 'id="refused"' in answer.text
    assert "Je brief is opgeslagen." in words(answer.text)


def test_a_test_that_the_server_does_not_take_says_so_on_the_letters_page(
    tmp_path: Path,
) -> None:
    browser = with_a_letter(a_publication(tmp_path / "own", SetClock(), SETTLED))
    browser.cookies.set("__Host-desk", str(browser.cookies.get("desk")))
    answer = browser.post(f"{ONE}/test")
    assert answer.status_code == 422
    assert "De mail kon niet worden verstuurd:" in words(answer.text)


# ─── other acts ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ConfigError("secret-not-set"), "Met de huidige instellingen kan dit niet"),
        (MailUnfit("links-placeholder", value="x"), "Er kan nog geen mail de deur uit"),
        (ProviderSilent("smtp", "no answer"), "De mail kon niet worden verstuurd"),
    ],
)
def test_an_act_that_settings_or_a_provider_stop_is_refused_in_words(
    app: Newsletter, monkeypatch: pytest.MonkeyPatch, error: NewsletterError, said: str
) -> None:
    browser = signed_in(app)
    monkeypatch.setattr(Editors, "add", refusing(error))
    data = {"name": "Bram", "email": "bram@example.org", "role": "writer"}
    answer = browser.post("/desk/editors", data=data)
    assert answer.status_code == 422
    assert said in words(answer.text)


def test_a_start_that_settings_stop_says_what_is_missing(app: Newsletter) -> None:
    browser = with_a_letter(app)
    found = app.approvals.review("1", offline=True)
    app.container.store.queue.approve(
        found.edition, audience=found.issue.audience, file_hash=found.file_hash, web=found.web
    )
    app.container.store.queue.add(1)
    answer = browser.get(f"{ONE}/start")
    assert answer.status_code == 422
    assert ALL_LACKS in words(answer.text)
    assert "base_url" not in answer.text


def test_a_mistake_of_ours_keeps_the_layout_of_the_desk(
    app: Newsletter, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = signed_in(app)
    monkeypatch.setattr(DeskSignIn, "is_proven", refusing(NewsletterError("secret details")))
    answer = browser.get("/desk/me")
    assert answer.status_code == 500
    assert '<body class="desk">' in answer.text
    assert "Er ging hier iets mis" in words(answer.text)
    assert "secret details" not in answer.text


def test_settings_that_stop_somebody_who_signs_in_are_named_as_such(
    app: Newsletter, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = signed_in(app)
    browser.cookies.clear()
    monkeypatch.setattr(DeskSignIn, "with_password", refusing(ConfigError("secret-not-set")))
    answer = browser.post("/desk/sign-in", data={"email": "g@example.org", "password": "x"})
    assert answer.status_code == 503
    assert '<body class="desk">' in answer.text
    assert "Met de huidige instellingen kan dit niet" in words(answer.text)


# ─── links by mail ───────────────────────────────────────────────────────────

BRAM = {"name": "Bram", "email": "bram@example.org", "role": "writer"}
SIGN_IN_LINK = re.compile(r'value="http://127\.0\.0\.1:8000/desk/sign-in/[\w-]+"')


def waiting(app: Newsletter) -> int:
    """How many mails with a link were queued."""
    kinds, notices = (NoticeKind.INVITATION, NoticeKind.SIGN_IN), app.container.store.notices
    return sum(notices.made_since(kind.value, A_SATURDAY) for kind in kinds)


def test_who_is_invited_while_nothing_can_leave_gets_a_link_by_hand(app: Newsletter) -> None:
    owner = signed_in(app)
    assert "Voeg toe en toon de link" in words(owner.get("/desk/editors").text)
    added = owner.post("/desk/editors", data=BRAM)
    assert added.status_code == 200
    assert SIGN_IN_LINK.search(added.text)
    again = owner.post("/desk/editors/2/link")
    assert SIGN_IN_LINK.search(again.text)
    assert not waiting(app)


def test_no_page_offers_a_link_by_mail_while_nothing_can_leave(app: Newsletter) -> None:
    signed_in(app)
    outside = at_a_browser(app)
    for page in (outside.get("/desk/sign-in"), outside.get("/desk/sign-in/used")):
        assert 'value="link"' not in page.text
    assert "Log in met je wachtwoord." in words(outside.get("/desk/sign-in").text)
    own = signed_in(app, Role.WRITER, "Bram").get("/desk/me?done=new").text
    assert "met deze link kun je maar één keer inloggen" in words(own)


def test_a_link_that_is_asked_for_all_the_same_is_not_said_to_be_on_its_way(
    app: Newsletter,
) -> None:
    signed_in(app)
    asked = {"email": "gerda@example.org", "way": "link", "to": "/desk/log", "kept.name": "Bram"}
    answer = at_a_browser(app).post("/desk/sign-in", data=asked)
    assert answer.status_code == 422
    assert "Er kan nog geen link worden gemaild." in words(answer.text)
    assert 'name="kept.name" value="Bram"' in answer.text
    assert 'value="/desk/log"' in answer.text
    assert not waiting(app)


def test_once_the_settings_are_made_links_go_by_mail(tmp_path: Path, clock: SetClock) -> None:
    app = a_publication(tmp_path / "settled", clock, SETTLED)
    app.desk.editors.add("Gerda", "gerda@voorbeeld.nl", Role.OWNER)
    assert 'value="link"' in at_a_browser(app).get("/desk/sign-in").text
    assert waiting(app) == 1


def test_the_word_about_the_outbox_is_for_mail_that_stays_here_alone(
    app: Newsletter, tmp_path: Path, clock: SetClock
) -> None:
    assert "map outbox" not in words(with_a_letter(app).get(f"{ONE}?done=tested").text)
    local = a_publication(tmp_path / "local", clock, EDITOR)
    assert "map outbox" in words(with_a_letter(local).get(f"{ONE}?done=tested").text)


# ─── what is said beforehand ─────────────────────────────────────────────────


def with_an_article(app: Newsletter, text: str = ARTICLE) -> tuple[DeskBrowser, str]:
    browser = signed_in(app)
    return browser, browser.post("/desk/articles", data={"text": text}).headers["location"]


def queue(browser: DeskBrowser, address: str) -> str:
    """What the page says after the press that queues an article's letters."""
    page = browser.get(address).text
    shown = dict(re.findall(r'<input type="hidden" name="(\w+)" value="(\w*)">', page))
    return browser.sent(f"{address}/queue", data=shown).text


def test_today_and_the_article_say_that_no_mail_can_leave(app: Newsletter) -> None:
    browser, address = with_an_article(app)
    for page in ("/desk", address):
        assert words(browser.get(page).text).count(ALL_LACKS) == 1


def test_where_mail_can_leave_or_stays_here_nothing_is_lacking(
    tmp_path: Path, clock: SetClock
) -> None:
    browser, address = with_an_article(a_publication(tmp_path / "local", clock, EDITOR))
    for page in ("/desk", address):
        assert "Wie de server beheert" not in words(browser.get(page).text)


def test_letters_that_the_settings_alone_hold_back_say_so_once(app: Newsletter) -> None:
    browser, address = with_an_article(app)
    page = queue(browser, address)
    assert words(page).count(ALL_LACKS) == 1
    assert "3 brieven zijn als concept bewaard. Zodra dat in orde is, kun je ze" in words(page)
    assert "aandacht" not in words(page)
    assert "127.0.0.1" not in page
    assert "https" not in words(page)


def test_a_letter_that_lacks_something_itself_stands_below_with_that_alone(
    app: Newsletter,
) -> None:
    browser, address = with_an_article(app)
    queue(browser, address)
    path = next((app.container.folder / "issues").glob("001-*.md"))
    path.write_text(re.sub(r"(?m)^subject: .*$", "subject: ''", path.read_text("utf-8")), "utf-8")
    page = queue(browser, address)
    assert words(page).count(ALL_LACKS) == 1
    [needs] = re.findall(r'<ul class="needs">(.*?)</ul>', page, re.DOTALL)
    assert needs.count("<li>") == 1
    assert 'href="/desk/issues/1"' in needs
    assert "onderwerp" in needs
    assert "adres" not in needs
    assert "Eén vraagt nog je aandacht" in words(page)
    assert "2 brieven" in words(page)

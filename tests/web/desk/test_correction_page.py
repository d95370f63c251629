"""A correction of a sent letter at the desk: for whom, tried, sent in a minute, and by one editor."""

import email.policy
import re
from pathlib import Path

import httpx
import pytest

from newsletter.app import Newsletter, trial_mails
from newsletter.model.editor import Act, Role
from tests.app.builders import SAID, SetClock, a_publication, outbox, text_of
from tests.app.dispatching import BY_TWO, accept, frozen
from tests.web.desk.builders import DeskBrowser, signed_in
from tests.web.desk.test_planning import HOSTILE as EVERY_HOSTILE
from tests.web.desk.test_start import words
from tests.web.desk.test_web_page import HOSTILE, MEANT, fields

LETTER = "/desk/issues/1"
PAGE = f"{LETTER}/correction"
WORDS = "Er stond dat de stoel bij de deur staat. Hij staat bij het raam."


@pytest.fixture
def sent(planned: Newsletter) -> Newsletter:
    """The publication with its first letter sent to two readers."""
    planned.dispatches.start("1")
    return planned


def press(browser: DeskBrowser, way: str = "", **typed: str) -> httpx.Response:
    """Press a button of the page with what was typed."""
    held = fields(browser.get(PAGE).text)
    return browser.post(f"{PAGE}{way}", data=held | {"words": WORDS} | typed)


def begun(app: Newsletter) -> list[Act]:
    return [
        one.act for one in app.container.store.log.newest(200) if one.act is Act.CORRECTION_BEGUN
    ]


def mails(app: Newsletter) -> list[bytes]:
    return [one.read_bytes() for one in outbox(app)]


def test_it_reaches_those_who_got_the_letter_and_still_read(
    sent: Newsletter, clock: SetClock
) -> None:
    browser = signed_in(sent)
    sent.people.add("later@example.org", statement=SAID)
    page = words(browser.get(PAGE).text)
    assert "Een kort mailtje over ‘Een stoel bij het raam — om te beginnen’, aan 2 lezers" in page
    answer = press(browser, "/send", subject="Rechtgezet")
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/issues/4/start")
    asked = browser.get("/desk/issues/4/start").text
    assert "‘Rechtgezet’ nu versturen?" in words(asked)
    assert "dan gaat deze brief 60 seconden later naar 2 lezers." in words(asked)
    assert "Eerdere brieven" not in words(asked)
    before = mails(sent)
    started = browser.post("/desk/issues/4/start", data=fields(asked))
    assert started.status_code == 303
    assert mails(sent) == before, "the rounds send it"
    waits = browser.get(PAGE).text
    assert "‘Rechtgezet’ gaat om 13:01 naar 2 lezers." in words(waits)
    assert 'action="/desk/issues/4/start/undo"' in waits
    clock.pass_by(seconds=61)
    sent.rounds.make_at_once()
    got = [one for one in mails(sent) if one not in before and b"Rechtgezet" in one]
    assert len(got) == 2
    assert not any(b"later@" in one for one in got)
    after = words(browser.get(PAGE).text)
    assert "Op zaterdag 7 maart is deze verbetering verstuurd: Rechtgezet" in after


def test_it_is_undone_like_every_start(sent: Newsletter, clock: SetClock) -> None:
    browser = signed_in(sent)
    press(browser, "/send")
    browser.post("/desk/issues/4/start", data=fields(browser.get("/desk/issues/4/start").text))
    assert browser.post("/desk/issues/4/start/undo").status_code == 303
    clock.pass_by(minutes=5)
    sent.rounds.make_at_once()
    assert [one.issue for one in sent.container.store.dispatches.latest()] == [1]
    assert WORDS in fields(browser.get(PAGE).text)["words"], "it can be changed again"
    letter = words(browser.get("/desk/issues/4").text)
    assert "Dit is een verbetering van brief 1 , voor wie die brief kreeg." in letter


def test_pressed_twice_there_is_one(sent: Newsletter) -> None:
    browser = signed_in(sent)
    held = fields(browser.get(PAGE).text) | {"words": WORDS}
    for _ in range(2):
        answer = browser.post(f"{PAGE}/send", data=held)
        assert answer.headers["location"] == "/desk/issues/4/start"
    edition = fields(browser.get("/desk/issues/4/start").text)
    for _ in range(2):
        assert browser.post("/desk/issues/4/start", data=edition).status_code == 303
    assert len(begun(sent)) == 1
    acts = [one.act for one in sent.container.store.log.newest(200)]
    assert (acts.count(Act.ISSUE_APPROVED), acts.count(Act.STARTED)) == (1, 1)
    late = browser.post(f"{PAGE}/send", data=held | {"words": "Toch anders."})
    assert late.status_code == 409
    assert "wordt zo verstuurd" in words(late.text)
    assert "Toch anders." in late.text


def test_of_two_editors_the_second_is_shown_both(sent: Newsletter) -> None:
    browser, bram = signed_in(sent), signed_in(sent, Role.EDITOR, "Bram")
    held = fields(browser.get(PAGE).text)
    assert press(bram, words="Van Bram.").status_code == 303
    for way in ("", "/test", "/send"):
        answer = browser.post(f"{PAGE}{way}", data=held | {"words": "Van Gerda."})
        assert answer.status_code == 409
        assert "Van Bram." in answer.text
        assert "Van Gerda." in answer.text
    assert fields(browser.get(PAGE).text)["words"] == "Van Bram."
    assert len(begun(sent)) == 1


def test_whoever_chooses_between_two_texts_is_led_back_to_the_correction(sent: Newsletter) -> None:
    browser, bram = signed_in(sent), signed_in(sent, Role.EDITOR, "Bram")
    held = fields(browser.get(PAGE).text)
    press(bram, words="Van Bram.")
    asked = browser.post(PAGE, data=held | {"words": "Van Gerda."}).text
    assert f'<a class="button second" href="{PAGE}">' in asked
    press(bram, words="Weer van Bram.")
    asked = browser.post("/desk/issues/4/save", data=fields(asked))
    assert asked.status_code == 409
    assert f'<a class="button second" href="{PAGE}">' in asked.text
    answer = browser.post("/desk/issues/4/save", data=fields(asked.text))
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}?done=saved")
    assert fields(browser.get(PAGE).text)["words"] == "Van Gerda."
    elsewhere = fields(asked.text) | {"corrects": "2"}
    elsewhere["expected"] = fields(browser.get(PAGE).text)["expected"]
    answer = browser.post("/desk/issues/4/save", data=elsewhere)
    assert answer.headers["location"] == "/desk/issues/4?done=saved"


THREE = "Een eerste zin.\n\nEen tweede zin.\n\nEen derde zin."


def conflicting(app: Newsletter, of_bram: str, of_gerda: str) -> tuple[DeskBrowser, dict[str, str]]:
    """Two editors change one correction; what the second is asked."""
    browser, bram = signed_in(app), signed_in(app, Role.EDITOR, "Bram")
    press(browser, words=THREE)
    held = fields(browser.get(PAGE).text)
    press(bram, words=of_bram)
    asked = browser.post(PAGE, data=held | {"words": of_gerda})
    assert asked.status_code == 409
    assert f'formaction="{PAGE}/merge"' in asked.text
    return browser, fields(asked.text)


def test_two_texts_are_merged_on_the_page_of_the_correction(sent: Newsletter) -> None:
    browser, asked = conflicting(
        sent, THREE.replace("eerste", "vroege"), THREE.replace("derde", "late")
    )
    merged = browser.post(f"{PAGE}/merge", data=asked)
    assert "Hieronder staan beide teksten samengevoegd." in words(merged.text)
    both = "Een vroege zin.\n\nEen tweede zin.\n\nEen late zin."
    assert fields(merged.text)["words"].strip() == both
    answer = browser.post(PAGE, data=fields(merged.text))
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}?done=saved")
    assert fields(browser.get(PAGE).text)["words"].strip() == both


def test_where_both_changed_one_line_the_choice_leads_back_to_the_correction_too(
    sent: Newsletter,
) -> None:
    browser, asked = conflicting(
        sent, THREE.replace("eerste", "vroege"), THREE.replace("eerste", "late")
    )
    choice = browser.post(f"{PAGE}/merge", data=asked)
    assert f'action="{PAGE}/merge"' in choice.text
    assert f'<a class="button second" href="{PAGE}">' in choice.text
    merged = browser.post(f"{PAGE}/merge", data=fields(choice.text) | {"keep-0": "mine"})
    assert fields(merged.text)["words"].strip() == THREE.replace("eerste", "late")
    assert fields(merged.text)["draft"] == "4"


def test_merged_with_what_the_page_has_no_field_for_it_is_shown_on_the_letter_s_own(
    sent: Newsletter,
) -> None:
    browser, asked = conflicting(
        sent, THREE.replace("eerste", "vroege"), THREE.replace("derde", "late")
    )
    merged = browser.post(f"{PAGE}/merge", data=asked | {"preheader": "Een regel eronder"})
    assert fields(merged.text)["preheader"] == "Een regel eronder"
    assert "Een vroege zin." in fields(merged.text)["body"]


def test_what_was_sent_before_it_could_be_merged_stays_typed(sent: Newsletter) -> None:
    browser, asked = conflicting(
        sent, THREE.replace("eerste", "vroege"), THREE.replace("derde", "late")
    )
    assert sent.approvals.approve("4", offline=True).done
    sent.dispatches.start("4")
    late = browser.post(f"{PAGE}/merge", data=asked)
    assert late.status_code == 409
    assert "Een late zin." in fields(late.text)["words"]


def test_a_refusal_of_one_text_does_not_replace_another_s(sent: Newsletter) -> None:
    browser, bram = signed_in(sent), signed_in(sent, Role.EDITOR, "Bram")
    press(browser, words=THREE)
    held = fields(browser.get(PAGE).text)
    press(bram, words="Van Bram.")
    refused = browser.post(PAGE, data=held | {"words": " "})
    assert refused.status_code == 422
    asked = browser.post(PAGE, data=fields(refused.text) | {"words": "Van Gerda."})
    assert asked.status_code == 409
    assert "Van Bram." in asked.text


def test_a_test_goes_to_the_editor_alone(sent: Newsletter) -> None:
    browser, before = signed_in(sent), mails(sent)
    page = browser.get(press(browser, "/test", subject="Rechtgezet").headers["location"]).text
    assert "De test staat in de map outbox." in words(page)
    assert 'href="/desk/issues/4#views"' in page
    [test] = [one for one in mails(sent) if one not in before]
    assert b"gerda@example.org" in test
    assert b"Subject: [test] Rechtgezet" in test
    assert sent.container.store.queue.approval(4) is None


def test_its_tests_are_as_limited_as_those_of_letters(
    sent: Newsletter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trial_mails, "_TO_ONESELF", 1)
    browser = signed_in(sent)
    assert press(browser, "/test").status_code == 303
    before = mails(sent)
    answer = press(browser, "/test", words="Hij staat bij het raam.")
    assert answer.status_code == 422
    assert "te veel tests" in words(answer.text)
    assert fields(answer.text)["words"] == "Hij staat bij het raam."
    assert mails(sent) == before


@pytest.mark.parametrize("way", ["", "/test", "/send"])
@pytest.mark.parametrize(
    ("typed", "field", "why"),
    [
        ({"words": " \n"}, "words", "Schrijf op wat er niet klopte"),
        ({"words": "---"}, "words", "Schrijf op wat er niet klopte"),
        ({"subject": " "}, "subject", "Geef de mail een onderwerp."),
    ],
)
def test_what_is_empty_is_refused_at_its_field(
    sent: Newsletter, way: str, typed: dict[str, str], field: str, why: str
) -> None:
    answer = press(signed_in(sent), way, **typed)
    assert answer.status_code == 422
    assert f'id="{field}-wrong" role="alert">{why}' in answer.text
    assert f'aria-describedby="{field}-wrong"' in answer.text
    assert len(list((sent.container.folder / "issues").glob("*.md"))) == 3
    assert begun(sent) == []


def test_the_proposal_alone_says_nothing(sent: Newsletter) -> None:
    browser = signed_in(sent)
    held = fields(browser.get(PAGE).text)
    answer = browser.post(f"{PAGE}/send", data=held)
    assert answer.status_code == 422
    assert "Schrijf op wat er niet klopte" in words(answer.text)


def test_words_that_cannot_be_read_are_kept_and_refused(sent: Newsletter) -> None:
    browser = signed_in(sent)
    damaged = "woord " * 6_000
    answer = press(browser, "/send", words=damaged)
    assert answer.status_code == 422
    assert 'id="words-wrong"' in answer.text
    assert fields(answer.text)["words"].strip() == damaged.strip()
    assert sent.container.store.queue.approval(4) is None
    again = signed_in(sent, Role.EDITOR, "Bram").post(
        PAGE, data=fields(answer.text) | {"words": WORDS}
    )
    assert again.headers["location"] == f"{PAGE}?done=saved"


def test_what_is_typed_is_shown_and_sent_as_text(sent: Newsletter, clock: SetClock) -> None:
    browser = signed_in(sent)
    answer = press(browser, "", words=HOSTILE, subject=HOSTILE)
    page = browser.get(answer.headers["location"]).text
    assert "<script>alert" not in page.partition("<main")[2]
    assert fields(page)["words"] == HOSTILE
    assert fields(page)["subject"] == HOSTILE
    sending = press(browser, "/send", words=HOSTILE, subject=HOSTILE)
    assert "<script>alert" not in sending.text.partition("<main")[2]
    assert "49" not in words(sending.text)
    assert sending.status_code == 422, "the checks refuse what no reader could read"
    assert sent.container.store.queue.approval(4) is None
    meant = press(browser, "/send", words=MEANT, subject="Brood & rozen < 3")
    asked = browser.get(meant.headers["location"]).text
    assert "Brood &amp; rozen &lt; 3" in asked
    browser.post("/desk/issues/4/start", data=fields(asked))
    before = mails(sent)
    clock.pass_by(seconds=61)
    sent.rounds.make_at_once()
    letters = [mail for mail in mails(sent) if b"List-Unsubscribe-Post" in mail]
    [one, other] = [mail for mail in letters if mail not in before]
    for mail in (one, other):
        html_part = email.message_from_bytes(mail, policy=email.policy.default).get_body(("html",))
        assert html_part is not None
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html_part.get_content()
        assert "<script>" not in html_part.get_content()


def test_what_the_checks_find_is_said_above_the_form(sent: Newsletter) -> None:
    answer = press(signed_in(sent), "/send", words="Hij staat bij [TODO].")
    assert answer.status_code == 422
    assert "Dit moet eerst anders voordat de mail weg kan:" in words(answer.text)
    assert "TODO" in words(answer.text)


def test_there_is_nobody_left_who_got_it(sent: Newsletter) -> None:
    browser = signed_in(sent)
    for one in sent.container.store.subscribers.page():
        sent.people.unsubscribe(str(one.address))
    sent.people.add("later@example.org", statement=SAID)
    page = browser.get(PAGE).text
    assert "Niemand die brief 1 kreeg, is nog lezer." in words(page)
    assert "<textarea" not in page
    refused = browser.post(f"{PAGE}/send", data={"subject": "Rechtgezet", "words": WORDS})
    assert refused.status_code == 422
    assert "Niemand die brief 1 kreeg, is nog lezer." in words(refused.text)
    assert WORDS in refused.text


def test_a_letter_that_was_not_sent_is_refused_in_words(planned: Newsletter) -> None:
    browser = signed_in(planned)
    typed = {"subject": "Rechtgezet", "words": WORDS}
    for answer in (browser.get(PAGE), browser.post(f"{PAGE}/send", data=typed)):
        assert answer.status_code == 422
        assert "Brief 1 is nog niet verstuurd" in words(answer.text)
    assert len(list((planned.container.folder / "issues").glob("*.md"))) == 3


def test_what_was_sent_meanwhile_leaves_the_typed_words_for_another(
    sent: Newsletter, clock: SetClock
) -> None:
    browser = signed_in(sent)
    press(browser)
    held = fields(browser.get(PAGE).text)
    assert sent.approvals.approve("4", offline=True).done
    sent.dispatches.start("4")
    answer = browser.post(f"{PAGE}/send", data=held | {"words": "En nog iets."})
    assert answer.status_code == 409
    assert "intussen verstuurd of weggegooid" in words(answer.text)
    again = browser.post(f"{PAGE}/send", data=fields(answer.text))
    assert again.headers["location"] == "/desk/issues/5/start"


@pytest.mark.parametrize("way", ["/test", "/send"])
def test_a_link_that_no_mail_may_have_is_refused_at_its_line(sent: Newsletter, way: str) -> None:
    answer = press(signed_in(sent), way, words="Een zin.\n\n[hier](javascript:alert(1))")
    assert answer.status_code == 422
    assert "Regel 3:" in words(answer.text)
    assert re.search(r'id="words-wrong" role="alert">[^<]*is geen adres', answer.text)


@pytest.mark.parametrize("word", EVERY_HOSTILE, ids=lambda text: text[:12])
def test_whatever_is_typed_is_sent_or_refused_and_never_an_error(
    sent: Newsletter, word: str
) -> None:
    answer = press(signed_in(sent), "/send", words=word, subject=word[:400])
    assert answer.status_code in {303, 422}
    assert "<script>alert" not in answer.text.partition("<main")[2]
    assert len(begun(sent)) == 1


# ─── stopped on its way ──────────────────────────────────────────────────────


@pytest.fixture
def to_ten(tmp_path: Path, clock: SetClock) -> Newsletter:
    """A publication whose first letter ten readers got, in batches of two."""
    app = a_publication(tmp_path / "ten", clock, BY_TWO)
    frozen(app)
    for _ in range(5):
        accept(app)
    clock.pass_by(hours=1)
    return app


def stopped(app: Newsletter, browser: DeskBrowser, batches: int) -> None:
    """Send the correction, and stop it when some batches were handed over."""
    press(browser, "/send", subject="Rechtgezet")
    app.dispatches.dispatcher.stop()
    dispatch = app.dispatches.start("4").id
    del app.dispatches.dispatcher
    for _ in range(batches):
        accept(app)
    assert browser.post(f"/desk/dispatches/{dispatch}/cancel").status_code == 303


def test_one_that_was_stopped_before_anybody_got_it_is_the_draft_again(to_ten: Newsletter) -> None:
    browser = signed_in(to_ten)
    stopped(to_ten, browser, batches=0)
    page = browser.get(PAGE).text
    assert "deze verbetering verstuurd" not in words(page)
    assert fields(page)["words"] == WORDS
    assert fields(page)["draft"] == "4"
    answer = press(browser, "/send", words="Hij staat bij het raam.")
    assert answer.headers["location"] == "/desk/issues/4/start"
    assert "naar 10 lezers" in words(browser.get("/desk/issues/4/start").text)


def test_one_that_some_got_is_sent_to_the_rest_or_another_to_everybody(
    to_ten: Newsletter, clock: SetClock
) -> None:
    browser = signed_in(to_ten)
    stopped(to_ten, browser, batches=2)
    page = browser.get(PAGE).text
    assert "deze verbetering verstuurd" not in words(page)
    assert "De rest van deze verbetering is gestopt: Rechtgezet" in words(page)
    assert "4 lezers hebben hem gekregen" in words(page)
    assert "href='/desk/dispatches/2'" in page
    assert "dus ook naar wie de verbetering hierboven al kreeg" in words(page)
    assert "Ook naar de andere 6 sturen" in words(page)
    held = fields(page)
    answer = browser.post(f"{PAGE}/rest", data=held)
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/issues/4/start")
    asked = browser.get("/desk/issues/4/start").text
    assert "naar 6 lezers" in words(asked)
    browser.post("/desk/issues/4/start", data=fields(asked))
    waits = browser.get(PAGE).text
    assert 'action="/desk/issues/4/start/undo"' in waits
    assert f'action="{PAGE}/rest"' not in waits
    before = mails(to_ten)
    clock.pass_by(seconds=61)
    to_ten.rounds.make_at_once()
    assert len([one for one in mails(to_ten) if one not in before and b"To: lezer" in one]) == 6
    after = words(browser.get(PAGE).text)
    assert "is deze verbetering verstuurd: Rechtgezet" in after
    assert "is gestopt" not in after
    late = browser.post(f"{PAGE}/rest", data=held)
    assert late.status_code == 409
    assert "intussen ook naar de rest verstuurd" in words(late.text)


def changed(app: Newsletter, browser: DeskBrowser) -> str:
    """Stop the correction when four got it, change its text, and return the page."""
    stopped(app, browser, batches=2)
    _, path = app.issues.find("4")
    path.write_text(path.read_text("utf-8").replace("bij het raam", "op zolder"), "utf-8")
    return browser.get(PAGE).text


def choice(page: str, button: str) -> dict[str, str]:
    """Return what pressing one of the two buttons for the rest sends."""
    form = page.partition(f'action="{PAGE}/rest"')[2].partition("</form>")[0]
    sent = dict(re.findall(r'type="hidden" name="(\w+)" value="(\w*)"', form))
    [pressed] = re.findall(rf"<button([^>]*)>{button} …</button>", form)
    return sent | dict(re.findall(r'name="(\w+)" value="(\w+)"', pressed))


@pytest.mark.parametrize(
    ("button", "theirs"),
    [
        ("Stuur de andere 6 ook de eerdere tekst", "Hij staat bij het raam."),
        ("Stuur de andere 6 de veranderde tekst", "Hij staat op zolder."),
    ],
)
def test_of_a_text_that_was_changed_after_some_got_it_the_editor_chooses_what_the_rest_gets(
    to_ten: Newsletter, clock: SetClock, button: str, theirs: str
) -> None:
    browser = signed_in(to_ten)
    page = changed(to_ten, browser)
    assert "Wie hem al kreeg, heeft de eerdere tekst. Wat krijgen de anderen?" in words(page)
    assert "<del>Er stond dat de stoel bij de deur staat. Hij staat bij het raam.</del>" in page
    assert "<ins>Er stond dat de stoel bij de deur staat. Hij staat op zolder.</ins>" in page
    assert "Ook naar de andere 6 sturen" not in words(page)
    for _ in range(2):  # pressed twice
        answer = browser.post(f"{PAGE}/rest", data=choice(page, button))
        assert (answer.status_code, answer.headers["location"]) == (303, "/desk/issues/4/start")
    acts = [one.act for one in to_ten.container.store.log.newest(200)]
    assert acts.count(Act.ISSUE_APPROVED) == 2, "at first, and now"
    asked = browser.get("/desk/issues/4/start").text
    assert "naar 6 lezers" in words(asked)
    is_earlier = theirs == "Hij staat bij het raam."
    assert ("Er is gekozen voor de eerdere tekst" in words(asked)) is is_earlier
    assert "tenzij je eerst" not in words(asked), "that was just decided"
    chosen = words(browser.get(PAGE).text)
    kind = "eerdere" if is_earlier else "veranderde"
    assert f"Voor de anderen is gekozen voor de {kind} tekst" in chosen
    assert "Wat krijgen de anderen?" not in chosen
    assert 'href="/desk/issues/4/start">Ga verder met versturen' in browser.get(PAGE).text
    assert f"{button} …" not in chosen, "the other one can still be chosen"
    browser.post("/desk/issues/4/start", data=fields(asked))
    before = mails(to_ten)
    clock.pass_by(seconds=61)
    to_ten.rounds.make_at_once()
    rest = [one for one in mails(to_ten) if one not in before and b"To: lezer" in one]
    assert len(rest) == 6
    for one in rest:
        mail = email.message_from_bytes(one, policy=email.policy.default)
        assert theirs in " ".join(text_of(mail).split())


def test_the_earlier_text_goes_to_the_rest_only_as_long_as_that_is_how_it_stands(
    to_ten: Newsletter,
) -> None:
    browser = signed_in(to_ten)
    pressed = choice(changed(to_ten, browser), "Stuur de andere 6 ook de eerdere tekst")
    for wrong in ({"edition": "0" * 64}, {"stopped": "3"}):
        late = browser.post(f"{PAGE}/rest", data=pressed | wrong)
        assert late.status_code == 409
        assert "intussen ook naar de rest verstuurd" in words(late.text)
    assert to_ten.container.store.queue.approval(4) is None
    for one in to_ten.container.store.subscribers.page():
        to_ten.people.unsubscribe(str(one.address))
    assert browser.post(f"{PAGE}/rest", data=pressed).status_code == 422


def test_without_its_file_a_stopped_correction_still_goes_to_the_rest(
    to_ten: Newsletter, clock: SetClock
) -> None:
    browser = signed_in(to_ten)
    stopped(to_ten, browser, batches=2)
    to_ten.issues.path("4").write_text("geen brief", "utf-8")
    page = browser.get(PAGE).text
    assert "veranderde tekst" not in words(page)
    answer = browser.post(
        f"{PAGE}/rest", data=choice(page, "Stuur de andere 6 ook de eerdere tekst")
    )
    assert answer.status_code == 303
    browser.post("/desk/issues/4/start", data=fields(browser.get("/desk/issues/4/start").text))
    before = mails(to_ten)
    clock.pass_by(seconds=61)
    to_ten.rounds.make_at_once()
    assert len([one for one in mails(to_ten) if one not in before and b"To: lezer" in one]) == 6


def test_the_earlier_text_does_not_go_with_a_sender_that_is_no_longer_so(
    to_ten: Newsletter, clock: SetClock
) -> None:
    browser = signed_in(to_ten)
    pressed = choice(changed(to_ten, browser), "Stuur de andere 6 ook de eerdere tekst")
    file = to_ten.container.folder / "newsletter.toml"
    file.write_text(f'{file.read_text("utf-8")}[sender]\naddress = "nieuw@example.org"\n', "utf-8")
    opened = a_publication(to_ten.container.folder, clock)
    browser = signed_in(opened, Role.EDITOR, "Bram")
    refused = browser.post(f"{PAGE}/rest", data=pressed)
    assert refused.status_code == 422
    assert "nieuw@example.org" in words(refused.text)
    assert opened.container.store.queue.approval(4) is None


def test_a_correction_that_is_approved_has_no_button_to_queue_it(sent: Newsletter) -> None:
    browser = signed_in(sent)
    press(browser)
    letter = "/desk/issues/4"
    assert f'formaction="{letter}/approve">Zet klaar<' in browser.get(letter).text
    press(browser, "/send")
    page = browser.get(letter).text
    assert "Zet klaar<" not in page
    assert f'href="{letter}/start"' in page


def test_another_after_one_that_some_got_goes_to_all(to_ten: Newsletter) -> None:
    browser = signed_in(to_ten)
    stopped(to_ten, browser, batches=2)
    answer = press(browser, "/send", words="Hij staat bij het raam.")
    assert answer.headers["location"] == "/desk/issues/5/start"
    assert "naar 10 lezers" in words(browser.get("/desk/issues/5/start").text)

"""Queueing letters again in the browser, from where the desk says that they are outdated."""

import re

from newsletter.app import Newsletter
from newsletter.model.editor import Role
from newsletter.text import files
from tests.web.desk.builders import signed_in
from tests.web.desk.test_dispatches import words
from tests.web.desk.test_letterhead import sent

BUTTON = 'action="/desk/queue/renew"'


def test_the_button_stands_where_the_letters_are_said_to_be_outdated(planned: Newsletter) -> None:
    owner, editor = signed_in(planned), signed_in(planned, Role.EDITOR, "Noor")
    writer = signed_in(planned, Role.WRITER, "Bram")
    for page in ("/desk/letterhead", "/desk/queue"):
        assert BUTTON not in owner.get(page).text, "nothing is outdated"
    sent(owner, reply_to="gerda@voorbeeld.nl")
    assert BUTTON in owner.get("/desk/letterhead").text
    assert BUTTON in editor.get("/desk/queue").text
    assert BUTTON not in writer.get("/desk/queue").text
    page = editor.sent("/desk/queue/renew").text
    assert "3 brieven gaan met de huidige instellingen weg" in words(page)
    assert BUTTON not in editor.get("/desk/queue").text
    assert BUTTON not in owner.get("/desk/letterhead").text


def test_letters_with_earlier_settings_are_said_on_the_first_page_with_the_way_to_mend_it(
    planned: Newsletter,
) -> None:
    owner = signed_in(planned)
    said = "3 klaargezette brieven hebben nog eerdere instellingen"
    assert said not in words(owner.get("/desk").text)
    sent(owner, sign_off="Tot zondag")
    today = owner.get("/desk").text
    assert said in words(today)
    assert 'href="/desk/queue#outdated"' in today
    queue = owner.get("/desk/queue").text
    assert "eerdere instellingen en gaan daarmee weg, tenzij je ze opnieuw klaarzet." in words(
        queue
    )
    assert 'id="outdated"' in queue
    assert BUTTON in queue
    owner.sent("/desk/queue/renew")
    assert said not in words(owner.get("/desk").text)


def test_a_letter_that_does_not_leave_is_not_counted_among_those_that_go_as_they_are(
    planned: Newsletter,
) -> None:
    owner = signed_in(planned)
    sent(owner, reply_to="gerda@voorbeeld.nl")
    assert "hebben nog eerdere instellingen" not in words(owner.get("/desk").text)
    queue = words(owner.get("/desk/queue").text)
    assert "ze gaan niet weg, tenzij je ze opnieuw klaarzet" in queue
    assert "gaan daarmee weg" not in queue


def test_letters_that_stay_as_they_were_are_named_with_the_reason(planned: Newsletter) -> None:
    owner = signed_in(planned)
    path = planned.issues.path("2")
    path.write_text(path.read_text("utf-8") + "\nNog iets.\n", "utf-8")
    sent(owner, sign_off="Tot zondag")
    page = owner.sent("/desk/queue/renew").text
    assert "Niet alle brieven zijn opnieuw klaargezet" in page
    assert '<a href="/desk/issues/2">' in page
    assert "De klaargezette tekst wordt verstuurd, tenzij je op de pagina van de brief" in page


def test_a_letter_with_another_text_is_counted_and_named_and_is_not_queued_by_the_button(
    planned: Newsletter,
) -> None:
    owner = signed_in(planned)
    there = planned.desk.writing.open(2)
    owner.post(
        "/desk/issues/2/save", data={"expected": there.sha256, "text": f"{there.text}\nNog iets.\n"}
    )
    queue = words(owner.get("/desk/queue").text)
    assert "eerdere instellingen" not in queue, "its settings are the present ones"
    sent(owner, sign_off="Tot zondag")
    before = planned.container.store.queue.approval(2)
    assert "3 klaargezette brieven hebben nog eerdere" in words(owner.get("/desk").text)
    for page in ("/desk/queue", "/desk/letterhead"):
        shown = owner.get(page).text
        assert "3 brieven zijn klaargezet met eerdere instellingen" in words(shown)
        assert "Van één ervan is ook de tekst gewijzigd." in words(shown)
        assert outdated_links(shown) == ["/desk/issues/2"]
        assert "Zet de andere brieven opnieuw klaar" in words(shown)
    owner.sent("/desk/queue/renew")
    assert planned.container.store.queue.approval(2) == before
    shown = owner.get("/desk/queue").text
    assert "Eén brief is klaargezet met eerdere instellingen" in words(shown)
    assert BUTTON not in shown, "it would do nothing"
    assert outdated_links(shown) == ["/desk/issues/2"]


def outdated_links(page: str) -> list[str]:
    """Where the block about outdated letters leads."""
    _, _, block = page.partition('id="outdated"')
    return re.findall(r'<li><a href="([^"]+)"', block.partition("</div>")[0])


def test_after_saving_one_block_says_what_is_saved_and_what_is_queued_with_earlier_settings(
    planned: Newsletter,
) -> None:
    owner = signed_in(planned)
    page = owner.get(sent(owner, sign_off="Tot zondag").headers["location"]).text
    assert page.count('class="message"') - page.count("hidden>") == 1
    _, _, block = page.partition('id="outdated"')
    block = block.partition("</div>")[0]
    assert "Opgeslagen." in block
    assert "3 brieven zijn klaargezet met eerdere instellingen" in block
    assert BUTTON in block
    assert "Wat je hier verandert, geldt" not in words(page), "it was just said"


def test_a_result_that_is_forgotten_leads_to_the_schedule(planned: Newsletter) -> None:
    owner = signed_in(planned)
    assert owner.get("/desk/queue/renewed/x").headers["location"] == "/desk/queue"


def test_without_queued_letters_there_is_no_button(app: Newsletter) -> None:
    assert BUTTON not in signed_in(app).get("/desk/letterhead").text


def test_a_second_press_while_it_is_done_is_told_so(planned: Newsletter) -> None:
    owner = signed_in(planned)
    sent(owner, sign_off="Tot zondag")
    with files.locked(planned.container.folder / "issues" / ".requeue.lock"):
        answer = owner.post("/desk/queue/renew")
    assert answer.status_code == 409
    assert "op dit moment al opnieuw klaargezet" in words(answer.text)
    assert 'href="/desk/queue"' in answer.text
    assert "3 brieven gaan" in words(owner.sent("/desk/queue/renew").text)

"""What people wrote to the unsubscribe mailbox, read and settled in the browser."""

import pytest

from newsletter.app import Newsletter
from newsletter.model.editor import Act, Role
from tests.web.desk.builders import signed_in

PAGE = "/desk/readers/replies"


@pytest.fixture
def written(drawn: Newsletter) -> Newsletter:
    """Three messages: from a reader, from somebody unknown, and from nobody."""
    drawn.people.add("anna@example.org", statement="vroeg er aan de balie om")
    for number, (sender, text) in enumerate(
        [("anna@example.org", "Haal me eraf.\n<b>Dank</b>"), ("kees@example.org", "Hoi"), ("", "")]
    ):
        drawn.container.store.replies.keep(
            str(number), sender=sender, subject=f"Bericht {number}", text=text
        )
    return drawn


def test_today_leads_to_what_people_wrote_and_one_press_unsubscribes(written: Newsletter) -> None:
    owner = signed_in(written)
    assert f'href="{PAGE}"' in owner.get("/desk").text
    page = owner.get(PAGE).text
    assert "Haal me eraf.\n&lt;b&gt;Dank&lt;/b&gt;" in page
    page = owner.sent(f"{PAGE}/unsubscribe", data={"reply": "1"}).text
    assert "De lezer is afgemeld" in page
    assert "Haal me eraf." not in page
    (entry,) = written.container.store.log.newest(9, acts=(Act.READER_UNSUBSCRIBED,))
    assert entry.thing == "reader 1"
    assert entry.editor is not None


def test_a_message_that_needs_nothing_is_put_away(written: Newsletter) -> None:
    owner = signed_in(written)
    assert owner.get(PAGE).text.count("meld deze lezer af") == 2  # the third names nobody
    for number in (1, 2, 3):
        page = owner.sent(f"{PAGE}/done", data={"reply": str(number)}).text
        assert "Het bericht is afgehandeld." in page
    assert "Er wacht geen bericht." in page
    assert PAGE not in owner.get("/desk").text


@pytest.mark.parametrize(("number", "says"), [("2", "kees@example.org"), ("77", "geen bericht 77")])
def test_what_cannot_be_done_says_why(written: Newsletter, number: str, says: str) -> None:
    answer = signed_in(written).post(f"{PAGE}/unsubscribe", data={"reply": number})
    assert answer.status_code == 422
    assert says in answer.text
    assert len(written.correspondence.waiting()) == 3


def test_other_editors_hear_that_an_owner_can_read_them(written: Newsletter) -> None:
    signed_in(written)
    page = signed_in(written, Role.EDITOR, "Ed").get("/desk").text
    assert "(voor een eigenaar)" in page
    assert "terminal" not in page


def test_of_very_many_messages_the_oldest_are_shown_and_all_are_counted(
    written: Newsletter,
) -> None:
    for number in range(100):
        written.container.store.replies.keep(f"nog {number}", sender="", subject="", text="Nog een")
    owner = signed_in(written)
    assert "103" in owner.get("/desk").text
    assert "Er wachten 103 berichten. Hier staan de 100 oudste" in owner.get(PAGE).text
    page = [owner.sent(f"{PAGE}/done", data={"reply": str(number)}).text for number in (1, 2, 3)][
        -1
    ]
    assert "oudste" not in page

"""Addresses for tests in the browser: saving them, answering for them, and mailing a test there."""

from newsletter.app import Newsletter
from newsletter.model.editor import Role
from tests.app.builders import SetClock
from tests.app.test_saved_addresses import OTHER, asked
from tests.web.desk.builders import PASSWORD, DeskBrowser, at_a_browser, signed_in

PAGE = "/desk/settings/addresses"


def with_address(app: Newsletter, owner: DeskBrowser, address: str = OTHER) -> None:
    """Save an address, for which its holder says yes."""
    owner.post(PAGE, data={"email": address})
    answer = at_a_browser(app).post(f"/desk/test-address/{asked(app)[-1]}", data={"answer": "yes"})
    assert answer.status_code == 200


def test_an_address_is_asked_answers_and_is_removed(drawn: Newsletter) -> None:
    owner, holder = signed_in(drawn), at_a_browser(drawn)
    page = owner.sent(PAGE, data={"email": OTHER}).text
    assert "Een mail met een vraag is onderweg." in page
    assert OTHER in page
    assert "wacht op een ja" in page
    link = f"/desk/test-address/{asked(drawn)[0]}"
    question = holder.get(link).text
    assert OTHER in question
    assert "wacht op een ja" in owner.get(PAGE).text  # opening the link is no answer
    assert "Dank je." in holder.post(link, data={"answer": "yes"}).text
    assert "wacht op een ja" not in owner.get(PAGE).text
    assert "Geen testmails meer" in holder.get(link).text
    page = owner.sent(f"{PAGE}/remove", data={"address": "1"}).text
    assert "Het adres is verwijderd." in page
    assert holder.get(link).status_code == 410
    assert holder.post(link, data={"answer": "yes"}).status_code == 410


def test_a_holder_says_no(drawn: Newsletter) -> None:
    owner, holder = signed_in(drawn), at_a_browser(drawn)
    owner.post(PAGE, data={"email": OTHER})
    link = f"/desk/test-address/{asked(drawn)[0]}"
    assert "geen testmails" in holder.post(link, data={"answer": "no"}).text
    assert OTHER not in owner.get(PAGE).text


def test_nothing_but_a_yes_is_a_yes(drawn: Newsletter) -> None:
    owner, holder = signed_in(drawn), at_a_browser(drawn)
    owner.post(PAGE, data={"email": OTHER})
    link = f"/desk/test-address/{asked(drawn)[0]}"
    for data in ({}, {"answer": ""}, {"answer": "YES"}, {"other": "yes"}):
        answer = holder.post(link, data=data)
        assert answer.status_code == 422
        assert 'name="answer" value="yes"' in answer.text
    assert not drawn.desk.settings.addresses.usable()


def test_another_site_answers_for_nobody(drawn: Newsletter) -> None:
    owner, holder = signed_in(drawn), at_a_browser(drawn)
    owner.post(PAGE, data={"email": OTHER})
    holder.headers["sec-fetch-site"] = "cross-site"
    link = f"/desk/test-address/{asked(drawn)[0]}"
    assert holder.post(link, data={"answer": "yes"}).status_code == 403
    assert not drawn.desk.settings.addresses.usable()


def test_what_is_wrong_stands_at_the_field_with_what_was_typed(drawn: Newsletter) -> None:
    owner = signed_in(drawn)
    answer = owner.post(PAGE, data={"email": "geen adres"})
    assert answer.status_code == 422
    assert 'value="geen adres" aria-invalid="true" aria-describedby="email-wrong"' in answer.text
    assert not asked(drawn)


def test_who_sends_chooses_one_address_or_all_of_them(drawn: Newsletter) -> None:
    owner = signed_in(drawn)
    assert 'name="address"' not in owner.get("/desk/issues/1").text
    with_address(drawn, owner)
    assert "alle adressen (2)" not in owner.get("/desk/issues/1").text
    with_address(drawn, owner, "bram@elders.example.net")
    editor, writer = signed_in(drawn, Role.EDITOR, "Noor"), signed_in(drawn, Role.WRITER, "Bram")
    page = editor.get("/desk/issues/1").text
    assert "alle adressen (2)" in page
    assert OTHER in page
    assert OTHER not in writer.get("/desk/issues/1").text
    answer = editor.post("/desk/issues/1/tests", data={"address": "all"})
    assert answer.headers["location"] == "/desk/issues/1?done=tests&line=2"
    assert editor.post("/desk/issues/1/tests", data={"address": "1"}).status_code == 303
    for choice in ("99", "x", ""):
        assert editor.post("/desk/issues/1/tests", data={"address": choice}).status_code == 422


def test_a_test_saves_what_was_typed_first(drawn: Newsletter) -> None:
    owner = signed_in(drawn)
    with_address(drawn, owner)
    opened = drawn.desk.writing.open(1)
    text = opened.text.replace("\r\n", "\n") + "\nEen zin erbij.\n"
    typed = {"text": text, "expected": opened.sha256, "address": "1"}
    assert owner.post("/desk/issues/1/tests", data=typed).status_code == 303
    assert "Een zin erbij." in drawn.desk.writing.open(1).text


def test_asking_for_an_address_needs_the_password_again_after_a_while(
    drawn: Newsletter, clock: SetClock
) -> None:
    owner = signed_in(drawn)
    clock.pass_by(minutes=16)
    answer = owner.post(PAGE, data={"email": OTHER})
    assert answer.status_code == 401
    assert OTHER in answer.text
    assert not asked(drawn)


def test_the_log_tells_it_without_an_address(drawn: Newsletter) -> None:
    owner = signed_in(drawn)
    with_address(drawn, owner)
    owner.post("/desk/issues/1/tests", data={"address": "all"})
    page = owner.get("/desk/log").text
    assert "naar één bewaard adres" in page
    assert "testadres 1" in page
    assert OTHER not in page


def test_a_letters_page_says_where_addresses_for_tests_are_kept_and_by_whom(
    drawn: Newsletter,
) -> None:
    owner = signed_in(drawn)
    editor = signed_in(drawn, Role.EDITOR, "Noor")
    writer = signed_in(drawn, Role.WRITER, "Bram")
    page = owner.get("/desk/issues/1").text
    assert "Een test gaat alleen naar jou, zolang er geen andere adressen" in page
    assert f'<a href="{PAGE}?letter=1">' in page
    with_address(drawn, owner)
    page = owner.get("/desk/issues/1").text
    assert "zolang er geen andere adressen" not in page
    assert f'<a href="{PAGE}?letter=1">' in page
    page = editor.get("/desk/issues/1").text
    assert "Gerda beheert deze adressen, bij Instellingen." in page
    assert OTHER in page
    assert f'href="{PAGE}' not in page
    page = writer.get("/desk/issues/1").text
    assert "Redacteuren en eigenaren kunnen er ook een naar andere adressen sturen." in page
    assert OTHER not in page


def test_a_page_that_was_opened_from_a_letter_leads_back_to_it_after_every_act(
    drawn: Newsletter, clock: SetClock
) -> None:
    owner = signed_in(drawn)
    assert f'href="{PAGE}?letter=1"' in owner.get("/desk/issues/1").text
    back = '<a href="/desk/issues/1">Terug naar brief 1</a>'
    assert back in owner.get(f"{PAGE}?letter=1").text
    assert back in owner.post(PAGE, data={"email": "no address", "letter": "1"}).text
    clock.pass_by(minutes=16)
    proof = owner.post(PAGE, data={"email": OTHER, "letter": "1"}).text
    assert '<input type="hidden" name="letter" value="1">' in proof  # it outlasts the question
    added = {"email": OTHER, "letter": "1", "proof": PASSWORD}
    assert back in owner.sent(PAGE, data=added).text
    assert back in owner.sent(f"{PAGE}/remove", data={"address": "1", "letter": "1"}).text
    assert "Terug naar brief" not in owner.get(PAGE).text


def test_the_way_back_leads_to_a_letter_or_nowhere(drawn: Newsletter) -> None:
    owner = signed_in(drawn)
    for letter in ("https://evil.example", "//evil.example", "1/../x", "0", "-1", "٣", "1" * 7):
        opened = owner.get(PAGE, params={"letter": letter})
        wrong = owner.post(PAGE, data={"email": "", "letter": letter})
        assert (opened.status_code, wrong.status_code) == (200, 422)
        for page in (opened, wrong):
            assert "evil" not in page.text
            assert "Terug naar brief" not in page.text
    added = owner.post(PAGE, data={"email": OTHER, "letter": "//evil.example"})
    assert added.headers["location"] == f"{PAGE}?done=asked"

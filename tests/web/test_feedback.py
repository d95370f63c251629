import pytest

from tests.web.builders import Newsletter, browser


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_opening_the_question_counts_nothing(newsletter: Newsletter, method: str) -> None:
    token = newsletter.house.feedback.token(7, 1)
    assert browser(newsletter).request(method, f"/moment/{token}").status_code == 200
    assert newsletter.house.feedback.tally(7) == (0, 0)


def test_a_press_counts_once(newsletter: Newsletter) -> None:
    path = f"/moment/{newsletter.house.feedback.token(7, 1)}"
    visitor = browser(newsletter)
    assert "Je antwoord is geteld" in visitor.post(path, data={"answer": "yes"}).text
    assert "Je had al geantwoord" in visitor.post(path, data={"answer": "no"}).text
    assert newsletter.house.feedback.tally(7) == (1, 0)


def test_anything_but_yes_or_no_asks_again(newsletter: Newsletter) -> None:
    path = f"/moment/{newsletter.house.feedback.token(7, 1)}"
    assert "Was dit een helder moment?" in browser(newsletter).post(path, data={"answer": "5"}).text
    assert newsletter.house.feedback.tally(7) == (0, 0)


def test_a_damaged_link_is_told_as_such(newsletter: Newsletter) -> None:
    assert browser(newsletter).post("/moment/x", data={"answer": "yes"}).status_code == 404

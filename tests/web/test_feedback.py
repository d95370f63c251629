import re

import pytest

from newsletter.model.preferences import Answer, AnswerCounts
from tests.web.builders import Newsletter, browser


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_opening_the_question_counts_nothing(newsletter: Newsletter, method: str) -> None:
    token = newsletter.house.feedback.token(7, 1)
    assert browser(newsletter).request(method, f"/moment/{token}").status_code == 200
    assert newsletter.house.feedback.tally(7) == AnswerCounts()


def test_a_press_counts_once(newsletter: Newsletter) -> None:
    path = f"/moment/{newsletter.house.feedback.token(7, 1)}"
    visitor = browser(newsletter)
    assert "Je antwoord is geteld" in visitor.post(path, data={"answer": "yes"}).text
    assert "Je had al geantwoord" in visitor.post(path, data={"answer": "no"}).text
    assert newsletter.house.feedback.tally(7) == AnswerCounts(yes=1)


@pytest.mark.parametrize("answer", list(Answer), ids=lambda answer: answer.value)
def test_a_link_of_the_mail_chooses_its_answer_and_counts_nothing(
    newsletter: Newsletter, answer: Answer
) -> None:
    path = f"/moment/{newsletter.house.feedback.token(7, 1)}"
    page = browser(newsletter).get(f"{path}?answer={answer.value}").text
    assert re.findall(r'value="(\w+)" aria-current="true"', page) == [answer.value]
    assert newsletter.house.feedback.tally(7) == AnswerCounts()
    browser(newsletter).post(path, data={"answer": answer.value})
    assert newsletter.house.feedback.tally(7)._asdict()[answer.value] == 1


@pytest.mark.parametrize("query", ["", "?answer=", "?answer=maybe", "?answer=yes'%22%3E<b>"])
def test_without_a_known_answer_none_is_chosen(newsletter: Newsletter, query: str) -> None:
    page = browser(newsletter).get(f"/moment/{newsletter.house.feedback.token(7, 1)}{query}")
    assert page.status_code == 200
    assert page.text.count('name="answer"') == len(Answer)
    assert "aria-current" not in page.text
    assert "<b>" not in page.text


def test_anything_but_an_answer_asks_again(newsletter: Newsletter) -> None:
    path = f"/moment/{newsletter.house.feedback.token(7, 1)}"
    assert "Was dit een helder moment?" in browser(newsletter).post(path, data={"answer": "5"}).text
    assert newsletter.house.feedback.tally(7) == AnswerCounts()


def test_a_damaged_link_is_told_as_such(newsletter: Newsletter) -> None:
    assert browser(newsletter).post("/moment/x", data={"answer": "yes"}).status_code == 404

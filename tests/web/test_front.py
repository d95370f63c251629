from tests.web.builders import Newsletter, browser


def test_the_front_page_greets_in_the_publications_language_or_the_one_asked_for() -> None:
    visitor = browser(Newsletter())
    assert "Een korte brief per e-mail" in visitor.get("/").text
    assert "A short letter by e-mail" in visitor.get("/?lang=en").text
    assert "Een korte brief per e-mail" in visitor.get("/?lang=xx").text


def test_health_is_told_to_machines() -> None:
    assert browser(Newsletter()).get("/health").json() == {"status": "well", "problems": []}
    ill = browser(Newsletter(problems=("2 batches are held",))).get("/health")
    assert ill.status_code == 503
    assert ill.json()["problems"] == ["2 batches are held"]


def test_a_page_that_is_not_there_says_so() -> None:
    answer = browser(Newsletter()).get("/wp-login.php")
    assert answer.status_code == 404
    assert "Hier staat niets" in answer.text


def test_the_icon_and_the_style_are_there() -> None:
    visitor = browser(Newsletter())
    assert visitor.get("/static/icon.svg").headers["content-type"].startswith("image/svg+xml")
    assert visitor.get("/static/page.css").headers["content-type"].startswith("text/css")
    assert visitor.get("/static/../guard.py").status_code == 404

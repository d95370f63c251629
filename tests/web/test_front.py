from tests.web.builders import Newsletter, browser


def test_the_front_page_greets_in_the_publications_language_or_the_one_asked_for(
    newsletter: Newsletter,
) -> None:
    visitor = browser(newsletter)
    assert "Een korte brief per e-mail" in visitor.get("/").text
    assert "A short letter by e-mail" in visitor.get("/?lang=en").text
    assert "Een korte brief per e-mail" in visitor.get("/?lang=xx").text


def test_health_is_told_to_machines(newsletter: Newsletter) -> None:
    assert browser(newsletter).get("/health").json() == {"status": "well", "problems": []}
    newsletter.problems = ("2 batches are held",)
    ill = browser(newsletter).get("/health")
    assert ill.status_code == 503
    assert ill.json()["problems"] == ["2 batches are held"]


def test_a_page_that_is_not_there_says_so(newsletter: Newsletter) -> None:
    answer = browser(newsletter).get("/wp-login.php")
    assert answer.status_code == 404
    assert "Hier staat niets" in answer.text


def test_the_icon_and_the_style_are_there(newsletter: Newsletter) -> None:
    visitor = browser(newsletter)
    assert visitor.get("/static/icon.svg").headers["content-type"].startswith("image/svg+xml")
    assert visitor.get("/static/page.css").headers["content-type"].startswith("text/css")
    assert visitor.get("/static/../guard.py").status_code == 404


def test_the_privacy_page_says_who_keeps_what_why_where_and_how_long(
    newsletter: Newsletter,
) -> None:
    page = browser(newsletter).get("/privacy").text
    for fact in (
        "Jij en Loslaten, Utrecht",
        "post@example.nl",
        "Mailgun (EU)",
        "30 dagen",
        "2 jaar",
        "Autoriteit Persoonsgegevens",
        "Wat je schrijft naar ons adres om je af te melden, gaat na 30 dagen weg.",
    ):
        assert fact in page
    assert "GDPR Article 6(1)(a)" in browser(newsletter).get("/privacy?lang=en").text


def test_every_page_links_to_the_privacy_page(newsletter: Newsletter) -> None:
    for path in ("/", "/subscribe", "/preferences", "/archive", "/unsubscribe/x"):
        assert 'href="/privacy"' in browser(newsletter).get(path).text


def test_robots_are_kept_from_personal_pages_and_shown_the_sitemap(newsletter: Newsletter) -> None:
    robots = browser(newsletter).get("/robots.txt").text
    assert "Disallow: /unsubscribe/" in robots
    assert "Sitemap: https://brief.example.nl/sitemap.xml" in robots
    newsletter.readers.archive.is_indexed = False
    assert "Sitemap" not in browser(newsletter).get("/robots.txt").text

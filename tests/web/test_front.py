from dataclasses import replace

import pytest

from tests.web.builders import Newsletter, browser


def test_the_front_page_greets_in_the_publications_language_or_the_one_asked_for(
    newsletter: Newsletter,
) -> None:
    visitor = browser(newsletter)
    assert "Een korte brief per e-mail" in visitor.get("/").text
    assert "A short letter by email" in visitor.get("/?lang=en").text
    assert "Een korte brief per e-mail" in visitor.get("/?lang=xx").text


def test_the_front_page_has_the_sign_up_form_itself(newsletter: Newsletter) -> None:
    visitor = browser(newsletter)
    answer = visitor.get("/")
    assert "Vul je e-mailadres in. Je krijgt meteen een mail om het te bevestigen." in answer.text
    assert newsletter.house.subscribe.words("nl").text in answer.text
    assert answer.headers["referrer-policy"] == "same-origin"  # so that the form is known as ours
    stamp = answer.text.partition('name="stamp" value="')[2].partition('"')[0]
    newsletter.house.clock.turn(seconds=10)
    typed = {"email": "anna@example.org", "stamp": stamp, "lang": "nl"}
    asked = visitor.post("/subscribe", data=typed, headers={"sec-fetch-site": "same-origin"})
    assert "Kijk in je mailbox" in asked.text
    assert newsletter.house.mail.mails


def test_children_are_asked_to_ask_a_parent_wherever_people_sign_up(
    newsletter: Newsletter,
) -> None:
    for path in ("/", "/subscribe", "/privacy"):
        page = browser(newsletter).get(path).text
        assert "Ben je jonger dan 16? Vraag dan eerst een ouder of voogd." in page


def test_every_page_names_who_helps_if_an_assistive_technology_fails(
    newsletter: Newsletter,
) -> None:
    for path in ("/", "/archive", "/unsubscribe/x", "/nowhere"):
        page = browser(newsletter).get(path).text
        assert (
            "Werkt deze pagina niet met je schermlezer of een ander hulpmiddel? Schrijf naar <a href='mailto:post@"
            in page
        )
    newsletter.answers_to = None
    assert "hulpmiddel" not in browser(newsletter).get("/").text


@pytest.mark.parametrize("path", ["/health", "/readyz"])
def test_health_is_told_to_machines(newsletter: Newsletter, path: str) -> None:
    assert browser(newsletter).get(path).json() == {"status": "well", "problems": []}
    newsletter.problems = ("2 batches are held",)
    ill = browser(newsletter).get(path)
    assert ill.status_code == 503
    assert ill.json()["problems"] == ["2 batches are held"]


def test_a_process_that_answers_is_alive_however_ill_it_is(newsletter: Newsletter) -> None:
    newsletter.problems = ("the database does not answer",)
    answer = browser(newsletter).get("/livez")
    assert (answer.status_code, answer.json()) == (200, {"status": "well", "problems": []})


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
        "Voorbeeldpost (Duitsland): verstuurt de brieven",
        "Wolkhuis (Verenigde Staten): beheert de server. Waarborg: modelcontractbepalingen.",
        "30 dagen",
        "5 jaar",
        "90 dagen",
        "het gebruik ervan laten beperken, er bezwaar tegen maken",
        "je toestemming op elk moment intrekken",
        "Autoriteit Persoonsgegevens",
        "Wat je naar het afmeldadres schrijft, wordt na 30 dagen gewist.",
    ):
        assert fact in page
    assert page.index("Wolkhuis") < page.index("Verder krijgt niemand je gegevens.")
    english = browser(newsletter).get("/privacy?lang=en").text
    assert "GDPR Article 6(1)(a)" in english
    assert "Voorbeeldpost (Germany)" in english
    assert "have its use restricted, object to its use" in english


def test_a_privacy_page_that_names_no_recipients_does_not_claim_that_there_are_none(
    newsletter: Newsletter,
) -> None:
    newsletter.readers.privacy = replace(newsletter.readers.privacy, recipients=())
    page = browser(newsletter).get("/privacy").text
    assert "Verder krijgt niemand je gegevens." not in page


def test_every_page_links_to_the_privacy_page(newsletter: Newsletter) -> None:
    for path in ("/", "/subscribe", "/preferences", "/archive", "/unsubscribe/x"):
        assert 'href="/privacy"' in browser(newsletter).get(path).text


def test_robots_are_kept_from_personal_pages_and_shown_the_sitemap(newsletter: Newsletter) -> None:
    robots = browser(newsletter).get("/robots.txt").text
    assert "Disallow: /unsubscribe/" in robots
    rules = robots.splitlines()
    assert len(set(rules) - {""}) == len([rule for rule in rules if rule])
    assert "Sitemap: https://brief.example.nl/sitemap.xml" in robots
    newsletter.readers.archive.is_indexed = False
    assert "Sitemap" not in browser(newsletter).get("/robots.txt").text

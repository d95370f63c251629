"""The page "Jouw brief": an owner changes the letter's own settings, and they count at once."""

import errno
import html
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from newsletter.app import Newsletter, own_letter
from newsletter.app.acts import note
from newsletter.app.own_fields import FIELDS, PORTRAIT, label_of
from newsletter.locale.speech import say
from newsletter.model.editor import Act, Role
from tests.app.builders import SetClock, a_photo, a_publication
from tests.web.desk.builders import DeskBrowser, signed_in

PAGE = "/desk/letterhead"


@pytest.fixture
def app(tmp_path: Path, clock: SetClock) -> Newsletter:
    """A publication with the settings file that a new one gets."""
    return a_publication(tmp_path / "own", clock)


def fields(page: str) -> dict[str, str]:
    """What a browser would send of the page's form."""
    found = {
        name: html.unescape(value)
        for name, value in re.findall(r'<input[^>]* name="([\w-]+)"[^>]* value="([^"]*)"', page)
        if name != "no_portrait"
    }
    for name, text in re.findall(
        r'<textarea[^>]* name="(\w+)"[^>]*>\n?(.*?)</textarea>', page, re.DOTALL
    ):
        found[name] = html.unescape(text)
    for name, inner in re.findall(r'<select name="([\w-]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'value="(\w*)" selected', inner)
        found[name] = chosen[1] if chosen else ""
    return found


def wrong_at(page: str) -> list[str]:
    """The fields that the page marks as wrong, each with its reason beside it."""
    marked = re.findall(r'id="(\w+)"[^>]*aria-invalid="true" aria-describedby="([\w -]+)"', page)
    assert all(f"{field}-wrong" in told.split() for field, told in marked)
    assert all(f'id="{field}-wrong"' in page for field, _ in marked)
    return [field for field, _ in marked]


def sent(browser: DeskBrowser, **changed: str) -> Any:
    form = fields(browser.get(PAGE).text)
    return browser.post(PAGE, data=form | changed)


def settings_file(app: Newsletter) -> Path:
    return app.container.folder / "newsletter.toml"


def test_what_is_changed_stands_in_the_file_with_its_comments_and_counts_at_once(
    app: Newsletter,
) -> None:
    before = settings_file(app).read_text("utf-8")
    owner = signed_in(app)
    answer = sent(
        owner,
        name="Stille zondag",
        sender="Gerda de Boer",
        reply_to="gerda@voorbeeld.nl",
        contact="Gerda de Boer\r\nDorpsstraat 1, Utrecht",
        greeting="Lieve {first_name},",
        sign_off="Tot zondag,\r\nGerda",
        hosts="https://www.gerda.nl/blog",
        copies="30",
    )
    assert answer.headers["location"] == f"{PAGE}?done=saved"
    made = settings_file(app).read_text("utf-8")
    table = tomllib.loads(made)
    assert table["name"] == "Stille zondag"
    assert table["contact"] == ["Gerda de Boer", "Dorpsstraat 1, Utrecht"]
    assert table["letter"]["sign_off"] == "Tot zondag,\nGerda"
    assert table["site"] == {"hosts": ["www.gerda.nl"]}
    assert table["privacy"] == {"copies_gone_within": "30 d"}
    comments = [line for line in before.split("\n") if line.startswith("#")]
    assert [line for line in made.split("\n") if line.startswith("#")] == comments
    assert (app.container.folder / "newsletter.toml.before").read_text("utf-8") == before
    page = owner.get(f"{PAGE}?done=saved").text
    assert "Opgeslagen. Het geldt vanaf nu" in page
    assert "Stille zondag</title>" in page
    assert app.sender_name == "Gerda de Boer"
    assert app.container.letter.greeting == "Lieve {first_name},"
    assert app.readers.subscribe.publication == "Stille zondag"
    assert "Stille zondag" in owner.get("/").text
    again = Newsletter.at(app.container.folder)
    assert again.settings.sender == app.settings.sender
    assert fields(page) == fields(owner.get(PAGE).text)


def test_a_mail_that_is_made_afterwards_bears_the_new_name(app: Newsletter) -> None:
    owner = signed_in(app)
    from newsletter.model.notice import NoticeKind

    before = app.readers.letters.edition(NoticeKind.CONFIRM, "nl")
    sent(owner, sender="Gerda de Boer")
    after = app.readers.letters.edition(NoticeKind.CONFIRM, "nl")
    assert before is not None
    assert after is not None
    assert app.container.store.editions.get(before.sha256).sender.name != "Gerda de Boer"
    assert app.container.store.editions.get(after.sha256).sender.name == "Gerda de Boer"


def test_the_log_names_the_keys_and_never_their_values(app: Newsletter) -> None:
    owner = signed_in(app)
    sent(owner, sender="Gerda de Boer", reply_to="gerda@voorbeeld.nl")
    entry = app.container.store.log.newest(200)[0]
    assert entry.act is Act.SETTINGS_CHANGED
    assert entry.thing == "settings sender.name, sender.reply_to"
    assert "gerda@voorbeeld.nl" not in repr(entry)
    page = owner.get("/desk/log?kind=settings").text
    assert "heeft instellingen gewijzigd: ‘Je naam’ en ‘Waar antwoorden binnenkomen’." in page


def test_the_log_calls_a_setting_what_the_form_calls_it(app: Newsletter) -> None:
    owner = signed_in(app)
    page = owner.get(PAGE).text
    named = dict(re.findall(r'<label for="(\w+)">([^<]+?)\s*<', page))
    legends = re.findall(r"<legend>([^<]+)</legend>\s*<(?:span|p|select)[^>]*id=\"(\w+)-", page)
    named |= {field: legend for legend, field in legends}
    for field in (*FIELDS, PORTRAIT):
        label = label_of(field.key)
        assert label is not None, field
        assert say(label, "nl") == html.unescape(named[field.name])


def test_a_setting_that_the_form_does_not_have_keeps_its_key(app: Newsletter) -> None:
    owner = signed_in(app)
    note(
        app.container,
        Act.SETTINGS_CHANGED,
        "settings old.<key>, letter.sign_off",
        app.desk.editors.all()[0],
    )
    every = ", ".join(one.key for one in FIELDS)
    note(app.container, Act.SETTINGS_CHANGED, f"settings {every}", app.desk.editors.all()[0])
    page = owner.get("/desk/log?kind=settings").text
    assert re.search(r"‘Groet’.* en meer\.", page)  # the log cuts off what is too long
    assert "gewijzigd: <code>old.&lt;key&gt;</code> en ‘Groet’." in page


def test_saving_what_is_there_changes_nothing(app: Newsletter) -> None:
    owner = signed_in(app)
    before, acts = settings_file(app).read_bytes(), app.container.store.log.newest(200)
    assert sent(owner).headers["location"] == f"{PAGE}?done=same"
    assert settings_file(app).read_bytes() == before
    assert app.container.store.log.newest(200) == acts


def test_an_emptied_field_is_as_if_it_was_never_set(app: Newsletter) -> None:
    owner = signed_in(app)
    sent(owner, greeting="Hoi {first_name},", tagline="Elke week")
    sent(owner, greeting="", tagline="")
    assert app.settings.letter.greeting is None
    assert app.publication.tagline == ""
    assert "greeting" not in tomllib.loads(settings_file(app).read_text("utf-8"))["letter"]


def test_the_moments_of_sending_are_chosen_and_the_schedule_moves_along(app: Newsletter) -> None:
    owner = signed_in(app)
    change = {"day-0": "wed", "time-0": "19:30", "day-1": "sat", "time-1": "09:00"}
    answer = sent(owner, **change)
    assert answer.headers["location"] == f"{PAGE}?done=slots"
    assert "De planning is meegeschoven." in owner.get(answer.headers["location"]).text
    assert [str(slot) for slot in app.settings.schedule.slots] == ["wed 19:30", "sat 09:00"]
    assert "19:30" in owner.get("/desk/queue").text
    assert 'value="wed" selected' in owner.get(PAGE).text
    assert sent(owner, **{"day-0": ""}).status_code == 303
    assert [str(slot) for slot in app.settings.schedule.slots] == ["sat 09:00"]


@pytest.mark.parametrize(
    ("changed", "field", "told"),
    [
        ({"name": " "}, "name", "Vul dit in."),
        ({"name": "w" * 101}, "name", "hooguit 100 tekens"),
        ({"reply_to": "gerda"}, "reply_to", "gerda"),
        ({"reply_to": "a@b.nl\r\nBcc: c@d.nl"}, "reply_to", "Bcc"),
        ({"reply_to": "no-reply@voorbeeld.nl"}, "reply_to", "gaan antwoorden van lezers verloren"),
        ({"greeting": "Dag {naam},"}, "greeting", "{naam}"),
        ({"greeting": "{{7*7}}"}, "greeting", "{7*7}"),
        ({"greeting_without_name": "Dag {first_name}"}, "greeting_without_name", "{first_name}"),
        ({"copies": "veel"}, "copies", "een heel aantal dagen"),
        ({"copies": "٣"}, "copies", "een heel aantal dagen"),
        ({"copies": "9" * 4000}, "copies", "hooguit 200 tekens"),
        ({"hosts": "niet zo"}, "hosts", "niet zo"),
        ({"contact": "a\n" * 13}, "contact", "te veel regels"),
        ({"day-0": ""}, "slots", "Vul dit in."),
        ({"time-0": ""}, "slots", "sun"),
        ({"day-1": "sun", "time-1": "09:00"}, "slots", "sun 09:00"),
        ({"time-0": "25:99"}, "slots", "25:99"),
    ],
    ids=lambda given: str(given)[:40],
)
def test_a_mistake_stands_at_its_field_the_rest_is_kept_and_nothing_is_written(
    app: Newsletter, changed: dict[str, str], field: str, told: str
) -> None:
    owner = signed_in(app)
    before, acts = settings_file(app).read_bytes(), app.container.store.log.newest(200)
    answer = sent(owner, **{"tagline": "Elke week", **changed})
    assert answer.status_code == 422
    assert wrong_at(answer.text) == [field]
    assert told in html.unescape(answer.text)
    assert 'value="Elke week"' in answer.text
    assert settings_file(app).read_bytes() == before
    assert not (app.container.folder / "newsletter.toml.before").exists()
    assert app.container.store.log.newest(200) == acts
    assert app.publication.tagline == ""


@pytest.mark.parametrize(
    "text",
    [
        "{{7*7}}",
        "<script>alert(1)</script>",
        "a\"b\\c'",
        "'''",
        "# geen",
        "\u202egedraaid",
        "\x01a",
    ],
    ids=ascii,
)
def test_any_text_is_shown_as_it_is_and_cannot_break_the_file(app: Newsletter, text: str) -> None:
    owner = signed_in(app)
    names = ("name", "tagline", "sender", "controller", "officer", "authority")
    assert sent(owner, **dict.fromkeys(names, text)).status_code == 303
    kept = text.replace("\u202e", "").replace("\x01", "")
    table = tomllib.loads(settings_file(app).read_text("utf-8"))
    assert (table["name"], table["tagline"], table["privacy"]["officer"]) == (kept, kept, kept)
    for page in (PAGE, "/desk", "/", "/privacy"):
        shown = owner.get(page)
        assert shown.status_code == 200
        assert "<script>alert" not in shown.text
        assert ">49<" not in shown.text


def test_two_megabytes_in_a_field_are_refused_and_not_sent_back(app: Newsletter) -> None:
    owner = signed_in(app)
    answer = sent(owner, tagline="w" * 1_900_000, contact="w " * 900_000)
    assert answer.status_code == 422
    assert len(answer.text) < 60_000
    assert wrong_at(answer.text) == ["tagline", "contact"]


def test_a_full_disk_is_told_and_nothing_counts(
    app: Newsletter, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = signed_in(app)
    before, acts = settings_file(app).read_bytes(), app.container.store.log.newest(200)

    def full(path: Path, *_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "full", str(path))

    form = fields(owner.get(PAGE).text)
    monkeypatch.setattr(own_letter.files, "replace", full)
    answer = owner.post(PAGE, data=form | {"name": "Stille zondag"})
    assert answer.status_code == 422
    assert "De instellingen konden niet worden opgeslagen" in answer.text
    assert 'value="Stille zondag"' in answer.text
    assert settings_file(app).read_bytes() == before
    [begun, *others] = app.container.store.log.newest(200)
    assert (begun.act, tuple(others)) == (Act.SETTINGS_BEGUN, acts)
    assert app.publication.name != "Stille zondag"


def test_of_two_owners_the_second_sees_both_changes_and_decides(app: Newsletter) -> None:
    gerda, bram = signed_in(app), signed_in(app, Role.OWNER, "Bram")
    old = fields(bram.get(PAGE).text)
    sent(gerda, name="Stille zondag", tagline="Van Gerda")
    answer = bram.post(PAGE, data=old | {"tagline": "Van Bram", "sender": "Bram"})
    assert answer.status_code == 409
    page = html.unescape(answer.text)
    assert "Daar staat nu: ‘Van Gerda’" in page
    kept = fields(answer.text)
    assert (kept["name"], kept["tagline"], kept["sender"]) == ("Stille zondag", "Van Bram", "Bram")
    assert app.publication.tagline == "Van Gerda"
    assert bram.post(PAGE, data=kept).status_code == 303
    assert (app.publication.name, app.publication.tagline) == ("Stille zondag", "Van Bram")
    assert app.settings.sender.name == "Bram"


def test_a_file_that_was_changed_by_hand_meanwhile_is_not_overwritten(app: Newsletter) -> None:
    owner = signed_in(app)
    old = fields(owner.get(PAGE).text)
    file = settings_file(app)
    file.write_text(file.read_text("utf-8").replace("Een helder moment", "Met de hand"), "utf-8")
    by_hand = file.read_bytes()
    answer = owner.post(PAGE, data=old | {"tagline": "Elke week"})
    assert answer.status_code == 409
    assert file.read_bytes() == by_hand
    assert owner.post(PAGE, data=fields(answer.text)).status_code == 303
    assert 'name = "Met de hand"' in file.read_text("utf-8")
    assert app.publication.tagline == "Elke week"


@pytest.mark.parametrize("brought", ["", "x", "eJwDAAAAAAE="])
def test_a_damaged_memory_of_the_form_loses_nothing_that_was_typed(
    app: Newsletter, brought: str
) -> None:
    owner = signed_in(app)
    old = fields(owner.get(PAGE).text)
    answer = owner.post(
        PAGE, data=old | {"tagline": "Elke week", "opened": brought, "expected": ""}
    )
    assert answer.status_code == 409
    assert fields(answer.text)["tagline"] == "Elke week"


def test_a_file_that_was_damaged_by_hand_is_left_alone_and_told(app: Newsletter) -> None:
    owner = signed_in(app)
    settings_file(app).write_text("name = \n", "utf-8")
    answer = owner.get(PAGE)
    assert answer.status_code == 422
    assert str(app.container.folder) not in answer.text


def test_what_the_server_sets_itself_is_shown_and_not_changed(
    app: Newsletter, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = signed_in(app)
    monkeypatch.setenv("NEWSLETTER_SENDER_NAME", "Vast")
    page = owner.get(PAGE).text
    assert "op de server zelf ingesteld" in page
    assert re.search(r'name="sender"[^>]* disabled', page)
    assert owner.post(PAGE, data=fields(page) | {"sender": "Anders"}).status_code == 303
    assert "Anders" not in settings_file(app).read_text("utf-8")


def test_a_portrait_is_stored_where_the_settings_name_it_and_taken_away_again(
    app: Newsletter,
) -> None:
    owner = signed_in(app)
    form = fields(owner.get(PAGE).text)
    picture = {"portrait": ("../../Gerda op zee.JPG", a_photo(400, 300), "image/jpeg")}
    assert owner.post(PAGE, data=form, files=picture).status_code == 303
    named = app.settings.sender.portrait
    assert re.fullmatch(r"portrait/gerda-op-zee-[0-9a-f]{8}\.jpg", named)
    assert (app.container.folder / named).is_file()
    page = owner.get(PAGE).text
    [hosted] = re.findall(r'src="(/media/[^"]+)"', page)
    assert owner.get(hosted).status_code == 200
    again = fields(page)
    assert owner.post(PAGE, data=again | {"no_portrait": "yes"}).status_code == 303
    assert app.settings.sender.portrait == ""


@pytest.mark.parametrize("data", [b"no picture", b"", b"<svg/>"], ids=str)
def test_what_is_no_picture_is_refused_at_its_field(app: Newsletter, data: bytes) -> None:
    owner = signed_in(app)
    form = fields(owner.get(PAGE).text) | {"tagline": "Elke week"}
    answer = owner.post(PAGE, data=form, files={"portrait": ("x.jpg", data, "image/jpeg")})
    assert answer.status_code == 422
    assert wrong_at(answer.text) == ["portrait"]
    assert 'value="Elke week"' in answer.text
    assert not (app.container.folder / "portrait").exists()


def test_queued_letters_that_no_longer_go_are_counted_and_lead_to_their_pages(
    planned: Newsletter,
) -> None:
    owner = signed_in(planned)
    answer = sent(owner, reply_to="gerda@voorbeeld.nl", contact="Gerda, Utrecht")
    page = owner.get(answer.headers["location"]).text
    assert "3 brieven zijn klaargezet met een ander antwoordadres" in page
    for number in (1, 2, 3):
        assert f'href="/desk/issues/{number}"' in page
    assert planned.desk.settings.own.waiting() == (1, 2, 3)
    assert planned.desk.settings.own.differing() == ()


def test_a_letter_with_the_earlier_name_is_counted_once(planned: Newsletter) -> None:
    owner = signed_in(planned)
    planned.queue.remove("3")
    sent(owner, sender="Gerda de Boer")
    page = owner.get(PAGE).text
    assert "2 brieven zijn klaargezet met eerdere instellingen" in page
    assert "Eén brief gaat weg met de vorige naam" in page, "it is approved, and not in the queue"
    assert "antwoordadres of een ander openbaar" not in page


def test_only_owners_find_the_way_there(app: Newsletter) -> None:
    owner = signed_in(app)
    editor = signed_in(app, Role.EDITOR, "Bram")
    assert PAGE in owner.get("/desk/me").text
    assert "/desk/settings" in owner.get("/desk/me").text
    assert PAGE not in editor.get("/desk/me").text


# ─── companies, and two lines of the letter ──────────────────────────────────

POST = {
    "recipient-name-0": "Postbedrijf",
    "recipient-task-0": "verstuurt de brieven",
    "recipient-country-0": "nl",
}
HOST = {
    "recipient-name-1": "Serverhuis",
    "recipient-task-1": "bewaart de reservekopieën",
    "recipient-country-1": "US",
    "recipient-safeguard-1": "EU-US Data Privacy Framework",
}


def companies(app: Newsletter) -> list[dict[str, str]]:
    table = tomllib.loads(settings_file(app).read_text("utf-8"))
    found: list[dict[str, str]] = table.get("privacy", {}).get("recipients", [])
    return found


def test_companies_are_added_one_by_one_changed_and_left_out(app: Newsletter) -> None:
    owner = signed_in(app)
    before = settings_file(app).read_text("utf-8")
    assert sent(owner, **POST).status_code == 303
    assert sent(owner, **HOST).status_code == 303
    post = {"name": "Postbedrijf", "task": "verstuurt de brieven", "country": "NL"}
    host = {
        "name": "Serverhuis",
        "task": "bewaart de reservekopieën",
        "country": "US",
        "safeguard": "EU-US Data Privacy Framework",
    }
    assert companies(app) == [post, host]
    assert "Serverhuis" in owner.get("/privacy").text
    assert app.container.store.log.newest(200)[0].thing == "settings privacy.recipients"
    sent(owner, **{"recipient-task-0": "verstuurt alles"})
    assert companies(app) == [post | {"task": "verstuurt alles"}, host]
    sent(owner, **dict.fromkeys(POST, ""))
    assert companies(app) == [host]
    sent(owner, **{key.replace("-1", "-0"): "" for key in HOST})
    assert companies(app) == []
    assert settings_file(app).read_text("utf-8").rstrip() == before.rstrip()
    assert "Serverhuis" not in owner.get("/privacy").text


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"recipient-name-0": ""}, "Vul de naam van dit bedrijf in"),
        ({"recipient-task-0": " "}, "Vul in wat Postbedrijf met de gegevens doet"),
        ({"recipient-country-0": "Nederland"}, "in twee letters"),
        ({"recipient-country-0": ""}, "in twee letters"),
        ({"recipient-name-0": "w" * 201}, "hooguit 200 tekens"),
    ],
    ids=str,
)
def test_a_company_that_is_described_by_half_is_marked_and_kept(
    app: Newsletter, changed: dict[str, str], told: str
) -> None:
    owner = signed_in(app)
    answer = sent(owner, **(POST | changed), tagline="Elke week")
    assert answer.status_code == 422
    assert told in html.unescape(answer.text)
    assert 'id="recipients-wrong"' in answer.text
    assert 'aria-invalid="true" aria-describedby="recipients-wrong"' in answer.text
    kept = fields(answer.text)
    assert {key: kept[key] for key in POST if key not in changed}.items() <= kept.items()
    assert companies(app) == []


def test_only_the_company_with_the_mistake_is_marked(app: Newsletter) -> None:
    owner = signed_in(app)
    answer = sent(owner, **POST, **(HOST | {"recipient-country-1": "X"}))
    marked = re.findall(r'name="(recipient-[\w-]+)"[^>]* aria-invalid="true"', answer.text)
    assert {name[-1] for name in marked} == {"1"}


def test_of_two_owners_the_second_sees_the_names_of_the_companies_that_came(
    app: Newsletter,
) -> None:
    gerda, bram = signed_in(app), signed_in(app, Role.OWNER, "Bram")
    old = fields(bram.get(PAGE).text)
    sent(gerda, **POST)
    answer = bram.post(PAGE, data=old | {"recipient-name-0": "Ander", "recipient-task-0": "x"})
    assert answer.status_code == 409
    assert "Daar staat nu: ‘Postbedrijf’" in html.unescape(answer.text)
    assert fields(answer.text)["recipient-name-0"] == "Ander"


def test_the_invitation_to_write_back_is_shown_changed_and_left_out(app: Newsletter) -> None:
    owner = signed_in(app)
    usual = app.container.letter.reply_line
    assert fields(owner.get(PAGE).text)["reply_line"] == usual
    sent(owner, reply_line="Schrijf me.")
    assert app.container.letter.reply_line == "Schrijf me."
    sent(owner, reply_line="")
    assert app.container.letter.reply_line == ""
    assert 'reply_line = ""\n' in settings_file(app).read_text("utf-8")
    assert fields(owner.get(PAGE).text)["reply_line"] == ""


def test_the_line_about_help_stands_in_the_letter_or_not(app: Newsletter) -> None:
    owner = signed_in(app)
    sent(owner, care_line="Bel gerust je huisarts.")
    assert app.container.letter.voice.care_line == "Bel gerust je huisarts."
    sent(owner, care_line="")
    assert app.container.letter.voice.care_line == ""


MANY = "".join(
    f'\n[[privacy.recipients]]\nname = "Bedrijf {number}"\ntask = "iets"\ncountry = "NL"\n'
    for number in range(14)
)


def test_every_company_of_the_file_is_shown_and_none_is_lost_with_another_change(
    tmp_path: Path, clock: SetClock
) -> None:
    app = a_publication(tmp_path / "own", clock, MANY)
    owner, before = signed_in(app), companies(app)
    assert len(before) == 14
    assert sent(owner, sign_off="Een andere groet").status_code == 303
    assert companies(app) == before
    assert sent(owner, **{"recipient-task-13": "alles"}).status_code == 303
    assert companies(app) == [*before[:13], before[13] | {"task": "alles"}]
    refused = sent(owner, **{key.replace("-1", "-14"): value for key, value in HOST.items()})
    assert refused.status_code == 422
    assert "te veel bedrijven" in refused.text
    assert fields(refused.text)["recipient-name-14"] == "Serverhuis"
    assert sent(owner, **{f"recipient-{key}-3": "" for key in before[3]}).status_code == 303
    assert companies(app) == [*before[:3], *before[4:13], before[13] | {"task": "alles"}]


def test_a_long_text_of_the_file_is_kept_whole_with_another_change(
    tmp_path: Path, clock: SetClock
) -> None:
    lines = [f"regel {number} {'w' * 190}" for number in range(20)]
    task = "bewaart " + "w" * 4000
    extra = f'\n[[privacy.recipients]]\nname = "Post"\ntask = "{task}"\ncountry = "NL"\n'
    app = a_publication(tmp_path / "own", clock, extra)
    file = settings_file(app)
    text = f"contact = {lines!r}\n{file.read_text('utf-8')}"
    file.write_text(text, "utf-8")
    owner = signed_in(app)
    refused = sent(owner, sign_off="Een andere groet", copies="veel")
    assert wrong_at(refused.text) == ["copies"]
    answer = owner.post(PAGE, data=fields(refused.text) | {"copies": "30"})
    assert answer.status_code == 303
    assert companies(app)[0]["task"] == task
    assert tomllib.loads(file.read_text("utf-8"))["contact"] == lines


@pytest.mark.parametrize("text", ["[" * 100_000, '[["\\ud800x", "t", "NL", ""]]', "[]"])
def test_companies_come_from_their_own_fields_alone(app: Newsletter, text: str) -> None:
    owner = signed_in(app)
    sent(owner, **POST)
    kept = companies(app)
    form = {"expected": fields(owner.get(PAGE).text)["expected"], "recipients": text}
    assert owner.post(PAGE, data=form).headers["location"] == f"{PAGE}?done=same"
    assert owner.post(PAGE, data=form | {"expected": ""}).status_code == 409
    assert owner.post(PAGE, data=form | {"copies": "veel"}).status_code == 422
    assert companies(app) == kept


def test_the_name_of_the_settings_file_stands_under_technical_alone(app: Newsletter) -> None:
    page = signed_in(app).get(PAGE).text
    before, _, technical = page.partition("<summary>Techniek</summary>")
    assert "newsletter.toml" not in before
    assert "newsletter.toml.before" in technical.partition("</details>")[0]
    assert "alleen gewijzigd door wie dit heeft ingericht" in before

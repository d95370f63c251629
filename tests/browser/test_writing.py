"""Writing a letter in Chromium: no typed line is lost, whatever happens to the connection."""

from typing import Any

import pytest

from newsletter.model.editor import Role
from newsletter.model.writing import Saved
from newsletter.text import files
from tests.app.builders import ARTICLE, a_photo
from tests.browser.looks import PHONE_SIZE, WIDE, faults
from tests.browser.test_desk import PASSWORD, Site, a_page, sign_in, site
from tests.patience import until

__all__ = ["site"]

ONE = "/desk/issues/1"
PHOTO = {"name": "tuin.jpg", "mimeType": "image/jpeg", "buffer": a_photo(300, 200)}

# How far down the window the chosen words stand, by a copy of the box in which they are marked.
MIDDLE_OF_THE_CHOSEN = """() => {
    const box = document.querySelector("#text"), copy = document.createElement("div");
    const style = getComputedStyle(box);
    for (const name of ["font", "padding", "letterSpacing", "boxSizing"]) copy.style[name] = style[name];
    copy.style.border = "1px solid";
    copy.style.whiteSpace = "pre-wrap";
    copy.style.overflowWrap = "break-word";
    copy.style.width = `${box.clientWidth + 2}px`;
    copy.append(box.value.slice(0, box.selectionStart));
    const mark = document.createElement("mark");
    mark.append(box.value.slice(box.selectionStart, box.selectionEnd));
    copy.append(mark);
    document.body.append(copy);
    const marked = mark.getClientRects()[0], whole = copy.getBoundingClientRect();
    const down = marked.top + marked.height / 2 - whole.top;
    copy.remove();
    return box.getBoundingClientRect().top + down - box.scrollTop;
}"""


def with_a_letter(chromium: Any, site: Site, **how: Any) -> Any:
    site.app.issues.draw([str(site.app.container.folder / "rust.txt")])
    page = a_page(chromium, site, **how)
    sign_in(page, site)
    page.goto(site.url + ONE)
    return page


def no_room(*_: object, **__: object) -> None:
    raise OSError(28, "No space left on device")


def in_file(site: Site, words: str) -> bool:
    return words in site.app.desk.writing.open(1).text


def type_at_the_end(page: Any, words: str) -> None:
    page.locator("#text").focus()
    page.keyboard.press("Control+End")
    page.keyboard.insert_text(words)


def test_what_is_typed_is_saved_by_itself_and_seen_in_the_preview(
    chromium: Any, site: Site
) -> None:
    page = with_a_letter(chromium, site)
    type_at_the_end(page, "\n\nEen zin die vanzelf blijft.\n")
    page.get_by_text("Opgeslagen om").wait_for()
    assert in_file(site, "Een zin die vanzelf blijft.")
    page.frame_locator("iframe.mail").get_by_text("Een zin die vanzelf blijft.").wait_for()
    type_at_the_end(page, "En nog een.\n")
    page.keyboard.press("Control+s")
    assert until(lambda: in_file(site, "En nog een."))
    assert page.evaluate("""() => !dispatchEvent(
        new KeyboardEvent("keydown", { key: "S", ctrlKey: true, cancelable: true }))"""), (
        "Caps Lock"
    )
    page.goto(site.url + ONE)
    assert page.locator("#kept-here").is_hidden()
    assert site.elsewhere == []


BELOW_ITS_HEADING = """(one) =>
    one.getBoundingClientRect().top - document.querySelector("#views").getBoundingClientRect().top"""


def preview(page: Any) -> Any:
    """The frame in which the letter is seen."""
    return next(one for one in page.frames if "/issues/1/mail" in one.url)


def test_the_preview_follows_the_text_where_it_was_scrolled_to_and_in_the_chosen_view(
    chromium: Any, site: Site
) -> None:
    page = with_a_letter(chromium, site, viewport=WIDE)
    page.goto(f"{site.url}{ONE}?view=dark")
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url) if "/mail" in one.url else None)
    preview(page).evaluate("scrollTo(0, 300)")
    for count, words in enumerate(("Eerst dit erbij.", "En daarna dit."), start=1):
        type_at_the_end(page, f"\n\n{words}\n")
        page.frame_locator("iframe.mail").get_by_text(words).wait_for()
        assert until(lambda: preview(page).evaluate("scrollY") == 300)
        assert asked == [f"{site.url}{ONE}/mail?view=dark"] * count, "one for each save"
        assert page.evaluate("document.activeElement.id") == "text"


def test_another_view_of_the_letter_opens_where_the_one_before_was_scrolled_to(
    chromium: Any, site: Site
) -> None:
    page = with_a_letter(chromium, site, viewport=WIDE)
    preview(page).evaluate("scrollTo(0, 300)")
    page.get_by_role("link", name="donker", exact=True).click()
    page.wait_for_url("**view=dark*")
    assert until(lambda: abs(preview(page).evaluate("scrollY") - 300) < 2)
    type_at_the_end(page, "\n\nEn dit.\n")
    page.frame_locator("iframe.mail").get_by_text("En dit.").wait_for()
    assert until(lambda: abs(preview(page).evaluate("scrollY") - 300) < 2)
    page.goto(f"{site.url}/desk/issues")
    page.goto(site.url + ONE)
    page.frame_locator("iframe.mail").get_by_text("En dit.").wait_for()
    assert preview(page).evaluate("scrollY") == 0, "a letter that is opened begins at its top"


def test_the_preview_says_when_it_is_of_an_earlier_text_without_moving(
    chromium: Any, site: Site
) -> None:
    page = with_a_letter(chromium, site, viewport=WIDE)
    note, mail = page.locator("#earlier"), page.locator("iframe.mail")
    assert note.is_hidden()
    place = mail.evaluate(BELOW_ITS_HEADING)
    page.route("**/save", lambda route: route.abort())
    type_at_the_end(page, "\n\nNog niet bewaard.\n")
    note.get_by_text("Dit is nog niet je laatste tekst.").wait_for()
    page.get_by_text("Nog niet opgeslagen").wait_for()
    assert note.is_visible()
    assert mail.evaluate(BELOW_ITS_HEADING) == place
    page.unroute("**/save")
    page.keyboard.press("Control+s")
    page.frame_locator("iframe.mail").get_by_text("Nog niet bewaard.").wait_for()
    note.wait_for(state="hidden")


def test_what_is_said_of_saving_is_not_said_again_in_the_same_words(
    chromium: Any, site: Site
) -> None:
    page = with_a_letter(chromium, site)
    page.clock.set_fixed_time("2026-03-07T13:00:00")
    type_at_the_end(page, "\n\nEen zin.\n")
    page.get_by_text("Opgeslagen om 13:00").wait_for()
    page.evaluate("""() => {
        window.said = 0;
        const watch = new MutationObserver((all) => (window.said += all.length));
        const parts = { childList: true, characterData: true, subtree: true };
        for (const one of document.querySelectorAll("[role=status], [aria-live]")) watch.observe(one, parts);
    }""")
    type_at_the_end(page, "Een tweede.\n")
    page.frame_locator("iframe.mail").get_by_text("Een tweede.").wait_for()
    assert in_file(site, "Een tweede.")
    assert page.evaluate("said") == 0
    page.clock.set_fixed_time("2026-03-07T13:01:00")
    type_at_the_end(page, "Een derde.\n")
    page.get_by_text("Opgeslagen om 13:01").wait_for()
    assert page.evaluate("said") > 0


def test_without_a_connection_the_text_waits_and_is_saved_when_it_is_back(
    chromium: Any, site: Site
) -> None:
    page = with_a_letter(chromium, site)
    page.context.set_offline(True)
    type_at_the_end(page, "\n\nGetypt in de trein.\n")
    page.get_by_text("Nog niet opgeslagen").wait_for()
    assert not in_file(site, "Getypt in de trein.")
    page.context.set_offline(False)
    assert until(lambda: in_file(site, "Getypt in de trein."))


def with_a_text_that_never_left(chromium: Any, site: Site, words: str) -> Any:
    page = with_a_letter(chromium, site)
    page.route("**/save", lambda route: route.abort())
    type_at_the_end(page, f"\n\n{words}\n")
    page.get_by_text("Nog niet opgeslagen").wait_for()
    return page


def test_a_text_that_never_left_the_browser_is_offered_when_it_comes_back(
    chromium: Any, site: Site
) -> None:
    page = with_a_text_that_never_left(chromium, site, "Net voor de stroom uitviel.")
    page.goto(site.url + ONE)
    page.unroute("**/save")
    page.get_by_role("button", name="Zet hem in de brief").click()
    page.get_by_text("Opgeslagen om").wait_for()
    assert in_file(site, "Net voor de stroom uitviel.")


def test_a_text_that_is_saved_when_the_server_is_away_is_offered_afterwards(
    chromium: Any, site: Site
) -> None:
    page = with_a_letter(chromium, site)
    page.route("**/save", lambda route: route.abort())
    page.route("**/check", lambda route: route.fulfill(status=502, body="Bad Gateway"))
    type_at_the_end(page, "\n\nGetypt toen de server weg was.\n")
    page.get_by_role("button", name="Controleer").click()
    page.get_by_text("Bad Gateway").wait_for()
    page.goto(site.url + ONE)
    assert "server weg was" not in page.locator("#text").input_value()
    page.unroute("**/save")
    page.get_by_role("button", name="Zet hem in de brief").click()
    page.get_by_text("Opgeslagen om").wait_for()
    assert in_file(site, "server weg was")
    page.goto(site.url + ONE)
    assert page.locator("#kept-here").is_hidden()


def test_a_text_for_which_the_disk_has_no_room_stays_and_is_saved_later(
    chromium: Any, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = with_a_letter(chromium, site)
    with monkeypatch.context() as full:
        full.setattr(files, "replace", no_room)
        type_at_the_end(page, "\n\nGetypt op een volle schijf.\n")
        page.get_by_text("Opslaan lukt nu niet.").wait_for()
        page.get_by_role("button", name="Opslaan").click()
        page.locator("#wrong").wait_for()
        assert "volle schijf" in page.locator("#text").input_value()
        page.goto(site.url + ONE)
    page.get_by_role("button", name="Zet hem in de brief").click()
    assert until(lambda: in_file(site, "volle schijf"))


def test_a_text_of_a_letter_that_was_discarded_elsewhere_is_kept_with_it(
    chromium: Any, site: Site
) -> None:
    page = with_a_letter(chromium, site)
    app = site.app
    [gerda] = app.desk.editors.all()
    app.desk.discarded.discard(1, app.desk.writing.open(1).sha256, gerda)
    type_at_the_end(page, "\n\nGetypt na het weggooien.\n")
    page.get_by_text("Deze brief is intussen weggegooid.").wait_for()
    page.get_by_role("button", name="Opslaan").click()
    page.get_by_role("heading", name="Deze brief is weggegooid").wait_for()
    app.desk.discarded.restore(1, gerda)
    assert any("na het weggooien" in one.text for one in app.desk.writing.earlier(1))
    page.goto(site.url + ONE)
    assert page.locator("#kept-here").is_hidden()


def test_what_the_server_kept_of_a_discarded_letter_is_not_offered_by_the_browser(
    chromium: Any, site: Site
) -> None:
    page = with_a_letter(chromium, site)
    app = site.app
    [gerda] = app.desk.editors.all()
    app.desk.discarded.discard(1, app.desk.writing.open(1).sha256, gerda)
    type_at_the_end(page, "\n\nGetypt na het weggooien.\n")
    page.get_by_text("Deze brief is intussen weggegooid.").wait_for()
    app.desk.discarded.restore(1, gerda)
    page.goto(site.url + ONE)
    assert any("na het weggooien" in one.text for one in app.desk.writing.earlier(1))
    assert page.locator("#kept-here").is_hidden()


def test_a_text_that_differs_in_spaces_at_the_ends_of_a_line_alone_is_not_offered(
    chromium: Any, site: Site
) -> None:
    page = with_a_letter(chromium, site)
    page.route("**/save", lambda route: route.abort())
    page.locator("#letter [name=title]").fill("  Een stoel  bij het raam ")
    page.get_by_text("Nog niet opgeslagen").wait_for()
    page.get_by_role("button", name="Controleer").click()
    page.locator("#checked").wait_for()
    page.goto(site.url + ONE)
    assert page.locator("#letter [name=title]").input_value() == "Een stoel bij het raam"
    assert page.locator("#kept-here").is_hidden()
    page.locator("#letter [name=title]").fill("Een stoel bij de deur")
    page.get_by_text("Nog niet opgeslagen").wait_for()
    page.goto(site.url + ONE)
    assert page.locator("#kept-here").is_visible()


def test_a_text_that_never_left_the_browser_is_forgotten_without_discarding_the_letter(
    chromium: Any, site: Site
) -> None:
    page = with_a_text_that_never_left(chromium, site, "Net voor de stroom uitviel.")
    for button in ("Gooi die tekst weg", None):
        page.goto(site.url + ONE)
        assert page.locator("#kept-here").is_visible() is bool(button)
        if button:
            page.get_by_role("button", name=button).click()
    assert not in_file(site, "Net voor de stroom uitviel.")


def save_elsewhere(site: Site, words: str) -> None:
    bram = site.app.desk.editors.add("Bram", "bram@example.org", Role.WRITER)
    opened = site.app.desk.writing.open(1)
    typed = f"{opened.text}\n{words}\n"
    assert isinstance(site.app.desk.writing.save(1, typed, opened.sha256, bram), Saved)


def test_two_browsers_on_one_letter_end_with_both_texts_somewhere(
    chromium: Any, site: Site
) -> None:
    page = with_a_letter(chromium, site)
    save_elsewhere(site, "Van Bram.")
    type_at_the_end(page, "\n\nVan Gerda.\n")
    page.get_by_text("intussen ergens anders veranderd").wait_for()
    page.get_by_role("button", name="Opslaan", exact=True).click()
    page.get_by_role("button", name="Voeg samen").click()
    page.get_by_role("button", name="Voeg ze zo samen").click()
    box = page.locator("#text")
    box.wait_for()
    assert "Van Bram." in box.input_value()
    assert "Van Gerda." in box.input_value()


def test_signed_out_in_mid_sentence_the_text_comes_back_after_signing_in(
    chromium: Any, site: Site
) -> None:
    page = with_a_letter(chromium, site)
    page.context.clear_cookies()
    type_at_the_end(page, "\n\nMidden in een zin.\n")
    page.get_by_text("Je bent uitgelogd").wait_for()
    page.get_by_role("button", name="Opslaan", exact=True).click()
    page.get_by_label("E-mailadres").fill("gerda@example.org")
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Inloggen", exact=True).click()
    page.get_by_role("button", name="Ga verder").click()
    page.wait_for_url("**done=saved*")
    assert in_file(site, "Midden in een zin.")
    page.go_back()  # to the answer to a form, which a browser asks for again unless it kept it
    assert page.get_by_role("heading", name="Je bent weer ingelogd").is_visible()


def test_the_buttons_above_the_box_mark_up_and_can_be_undone(chromium: Any, site: Site) -> None:
    page = with_a_letter(chromium, site)
    before = page.locator("#text").input_value()
    type_at_the_end(page, "Blijf even")
    page.get_by_role("button", name="slotvraag", exact=True).click()
    assert page.locator("#text").input_value().endswith("\n💡 Blijf even")
    page.keyboard.press("Control+Shift+Home")
    page.keyboard.press("Control+End")
    for _ in range(4):
        page.keyboard.press("Shift+ArrowLeft")
    page.get_by_role("button", name="vet", exact=True).click()
    assert page.locator("#text").input_value().endswith("Blijf **even**")
    for _ in range(5):
        page.keyboard.press("Control+z")
    assert page.locator("#text").input_value() == before


@pytest.mark.parametrize(
    ("chosen", "becomes"),
    [
        ("Veel ", "**Veel** mensen blijven."),
        (" mensen ", "Veel **mensen** blijven."),
        ("mensen blijven.", "Veel **mensen blijven.**"),
    ],
)
def test_the_marks_stand_inside_the_spaces_that_were_chosen_with_the_words(
    chromium: Any, site: Site, chosen: str, becomes: str
) -> None:
    page = with_a_letter(chromium, site)
    type_at_the_end(page, "\n\nVeel mensen blijven.")
    page.evaluate(
        "(chosen) => { const box = document.querySelector('#text'),"
        " start = box.value.lastIndexOf(chosen);"
        " box.setSelectionRange(start, start + chosen.length); }",
        chosen,
    )
    page.get_by_role("button", name="vet", exact=True).click()
    assert page.locator("#text").input_value().rpartition("\n")[2] == becomes


def test_where_nothing_but_a_space_is_chosen_the_marks_wait_for_words_behind_it(
    chromium: Any, site: Site
) -> None:
    page = with_a_letter(chromium, site)
    type_at_the_end(page, "\n\nVeel ")
    page.keyboard.press("Shift+ArrowLeft")
    page.get_by_role("button", name="vet", exact=True).click()
    page.keyboard.insert_text("mensen")
    assert page.locator("#text").input_value().endswith("\n\nVeel **mensen**")


def test_the_notice_that_a_change_does_not_go_out_yet_goes_when_the_change_is_undone(
    chromium: Any, site: Site
) -> None:
    page = with_a_letter(chromium, site)
    assert site.app.approvals.approve("1", offline=True).done
    for field in ("#text", "#field-subject"):
        page.goto(site.url + ONE)
        before = page.locator(field).input_value()
        assert page.locator("#behind").is_hidden()
        page.locator(field).fill(f"{before} En meer.")
        page.locator("#behind").wait_for()
        page.goto(site.url + ONE)
        assert page.locator("#behind").is_visible()
        page.locator(field).fill(before)
        page.locator("#behind").wait_for(state="hidden")


def test_as_readers_see_it_is_level_with_the_first_field_on_a_wide_screen(
    chromium: Any, site: Site
) -> None:
    page = with_a_letter(chromium, site, viewport=WIDE)
    for button in (None, "Controleer", "Opslaan"):
        if button:
            page.get_by_role("button", name=button, exact=True).click()
            page.locator("main .message[role=status]").wait_for()
        heading = page.locator("#views").bounding_box()
        field = page.locator("label[for=field-subject]").bounding_box()
        middles = [box["y"] + box["height"] / 2 for box in (heading, field)]
        assert abs(middles[0] - middles[1]) < 4
        above = page.locator(".writes").evaluate(
            "(one) => one.getBoundingClientRect().top"
            " - Math.max(...[...document.querySelectorAll('.message, #others')]"
            ".map((each) => each.getBoundingClientRect().bottom))"
        )
        assert above > 12


def test_nothing_is_wrong_with_the_pages_of_a_conflict(chromium: Any, site: Site, axe: str) -> None:
    page = with_a_letter(chromium, site, bypass_csp=True)
    wrong = faults(page, axe, "the letter")
    page.get_by_text("Zet een afbeelding in de brief").click()
    page.locator("#picture-file").set_input_files(PHOTO)
    page.get_by_label("Wat is erop te zien?").fill(" ")
    page.get_by_role("button", name="Zet hem erin").click()
    page.get_by_text("Zeg in een paar woorden").wait_for()
    wrong += faults(page, axe, "a picture without words")
    save_elsewhere(site, "Van Bram.")
    type_at_the_end(page, "\n\nVan hier.\n")
    page.get_by_text("intussen ergens anders veranderd").wait_for()
    wrong += faults(page, axe, "changed elsewhere")
    page.get_by_role("button", name="Opslaan", exact=True).click()
    page.get_by_role("button", name="Voeg samen").wait_for()
    wrong += faults(page, axe, "both texts")
    page.get_by_role("button", name="Voeg samen").click()
    page.get_by_role("button", name="Voeg ze zo samen").wait_for()
    wrong += faults(page, axe, "asked which stays")
    page.get_by_role("button", name="Voeg ze zo samen").click()
    page.locator("#text").wait_for()
    wrong += faults(page, axe, "merged")
    assert wrong == []


def test_sections_are_moved_without_leaving_the_page_and_the_keyboard_stays_at_them(
    chromium: Any, site: Site
) -> None:
    page = a_page(chromium, site)
    sign_in(page, site)
    site.app.articles.add(site.app.container.folder / "rust.txt")
    page.goto(f"{site.url}/desk/articles/rust.txt/table")
    page.evaluate("window.isSame = true")
    second = page.locator("#week-2 h3").inner_text()
    page.locator("#week-2").get_by_role("button", name="eerder").press("Enter")
    page.locator("#week-1 h3").get_by_text(second, exact=True).wait_for()
    assert page.evaluate("window.isSame") is True
    assert page.evaluate("document.activeElement.id") == "week-1"
    assert second in page.locator("#live").inner_text()
    page.context.set_offline(True)
    page.locator("#week-1").get_by_role("button", name="later").click()
    page.get_by_text("Er kwam geen antwoord").wait_for()
    assert page.locator("#week-1 h3").inner_text() == second


def test_a_section_is_dragged_to_another_week(chromium: Any, site: Site) -> None:
    page = a_page(chromium, site, viewport=WIDE)
    sign_in(page, site)
    whole = site.app.container.folder / "rust.txt"
    lines = [line for line in ARTICLE.splitlines() if not line.startswith("💡")]
    whole.write_text("\n".join(lines), "utf-8")
    site.app.articles.add(whole)
    page.goto(f"{site.url}/desk/articles/rust.txt/table")
    assert page.locator("#week-1 .piece").count() == 3
    page.locator("#week-1 summary").first.click()
    page.locator("#week-1 .piece").first.get_by_role("button", name="Verplaats").click()
    page.locator("#week-2").wait_for()
    page.drag_and_drop("#week-2 .piece > p", "#week-2 h3")  # where it is already
    page.drag_and_drop("#week-2 .piece > p", "#week-1 h3")
    page.locator("#live").get_by_text("staat nu in week 1").wait_for()
    assert page.locator("ol.cards > li").count() == 1
    assert page.locator("#week-1 .piece").count() == 3
    assert site.elsewhere == []


@pytest.mark.parametrize("how", [{}, {"java_script_enabled": False}], ids=["", "no JavaScript"])
def test_a_picture_is_put_into_the_letter_with_what_was_typed(
    chromium: Any, site: Site, how: dict[str, Any]
) -> None:
    page = with_a_letter(chromium, site, **how)
    first = page.locator("#text").input_value().partition("\n\n")[0]
    page.locator("#field-subject").fill("Met een foto")
    page.locator("#text").focus()
    page.keyboard.press("Control+Home")
    page.get_by_text("Zet een afbeelding in de brief").click()
    page.locator("#picture-file").set_input_files(PHOTO)
    page.get_by_label("Wat is erop te zien?").fill("Een kale tuin")
    page.get_by_role("button", name="Zet hem erin").click()
    page.get_by_text("De afbeelding staat").wait_for()
    assert page.locator("#field-subject").input_value() == "Met een foto"
    line = "![Een kale tuin](pictures/001-tuin.jpg)"
    text = page.locator("#text").input_value()
    if how:
        assert text.endswith(f"\n\n{line}\n")
    else:
        assert text.startswith(f"{first}\n\n{line}\n\n")
    assert page.locator("#kept-here").is_hidden()
    assert site.elsewhere == []


def test_a_picture_without_words_is_asked_for_them_at_once_and_only_by_its_own_button(
    chromium: Any, site: Site
) -> None:
    page = with_a_letter(chromium, site)
    page.evaluate("window.isSame = true")
    page.get_by_text("Zet een afbeelding in de brief").click()
    page.locator("#picture-file").set_input_files(PHOTO)
    page.get_by_role("button", name="Zet hem erin").click()
    assert page.evaluate("document.activeElement.id") == "alt"
    assert page.evaluate("document.querySelector('#picture-file').files.length") == 1
    assert page.evaluate("window.isSame") is True
    page.get_by_role("button", name="Opslaan", exact=True).click()
    page.get_by_text("Opgeslagen.", exact=True).wait_for()


def test_without_javascript_the_answer_shows_what_is_wrong_with_a_picture(
    chromium: Any, site: Site
) -> None:
    page = with_a_letter(chromium, site, viewport=WIDE, java_script_enabled=False)
    page.get_by_text("Zet een afbeelding in de brief").click()
    page.get_by_label("Wat is erop te zien?").fill("Een kale tuin")
    page.get_by_role("button", name="Zet hem erin").click()
    said = page.get_by_text("Kies eerst een bestand")
    said.wait_for()
    assert 0 <= said.bounding_box()["y"] < WIDE["height"]
    assert page.get_by_label("Wat is erop te zien?").input_value() == "Een kale tuin"


def test_a_link_to_pass_on_is_copied_by_a_button(chromium: Any, site: Site) -> None:
    page = with_a_letter(chromium, site)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{site.url}{ONE}/share")
    page.get_by_role("button", name="Maak een link").click()
    link = page.get_by_label("Link", exact=True).input_value()
    refuse = """() => {
        navigator.clipboard.writeText = () => Promise.reject();
        document.execCommand = () => false;
    }"""
    page.evaluate(refuse)
    page.get_by_role("button", name="Kopieer").click()
    assert page.evaluate("getSelection().toString()") == link, "it may be copied by hand"
    assert page.get_by_role("button", name="Gekopieerd").count() == 0
    page.evaluate("() => { delete navigator.clipboard.writeText; delete document.execCommand; }")
    page.get_by_role("button", name="Kopieer").click()
    page.get_by_role("button", name="Gekopieerd").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == link


def test_one_press_on_the_letters_page_makes_a_link_of_what_is_typed_and_copies_it(
    chromium: Any, site: Site
) -> None:
    page = with_a_letter(chromium, site, viewport=WIDE)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    type_at_the_end(page, "\n\nNet getypt.\n")
    page.get_by_role("button", name="link om te laten zien").click()
    field = page.get_by_label("Link", exact=True)
    field.wait_for()
    page.get_by_text("De link is gekopieerd").locator("visible=true").first.wait_for()
    link = field.input_value()
    assert page.evaluate("navigator.clipboard.readText()") == link
    assert page.url.endswith(ONE), "the letter stays open"
    assert page.evaluate("document.activeElement.id") == "address"
    type_at_the_end(page, "Na de link.\n")
    page.frame_locator("iframe.mail").get_by_text("Na de link.").wait_for()
    seen = a_page(chromium, site)
    seen.goto(site.here(link))
    mail = seen.frame_locator("iframe.mail")
    mail.get_by_text("Net getypt.").wait_for()
    assert mail.get_by_text("Na de link.").count() == 0
    page.get_by_role("link", name="Trek de link in").click()
    page.get_by_role("button", name="Trek de link in").click()
    page.get_by_text("De link werkt niet meer").wait_for()


def test_a_letter_that_cannot_be_shown_says_why_at_that_press(chromium: Any, site: Site) -> None:
    page = with_a_letter(chromium, site)
    type_at_the_end(page, "\n\n> Dit zei niemand in het artikel.\n")
    page.get_by_role("button", name="link om te laten zien").click()
    page.locator("#wrong").wait_for()
    assert site.app.desk.sharing.of(1) is None


def test_without_javascript_the_press_leads_to_the_link_of_what_was_typed(
    chromium: Any, site: Site
) -> None:
    page = with_a_letter(chromium, site, java_script_enabled=False)
    page.locator("#text").press("Control+End")
    page.keyboard.insert_text("\n\nZonder script.\n")
    page.get_by_role("button", name="link om te laten zien").click()
    link = page.get_by_label("Link", exact=True).input_value()
    page.goto(site.here(link))
    page.frame_locator("iframe.mail").get_by_text("Zonder script.").wait_for()
    page.goto(site.url + ONE)
    page.get_by_role("link", name="aan iemand getoond").wait_for()
    assert page.get_by_role("button", name="link om te laten zien").count() == 0


def test_a_finding_leads_to_its_line(chromium: Any, site: Site) -> None:
    page = with_a_letter(chromium, site)
    type_at_the_end(page, "\n\nLees [hier](https://) verder.\n")
    page.get_by_role("button", name="Controleer").click()
    page.locator("#checked").wait_for()
    lines = page.locator("#text").input_value().split("\n")
    at = next(number for number, line in enumerate(lines, 1) if "[hier]" in line)
    page.get_by_role("link", name=f"Regel {at}:").first.click()
    chosen = page.evaluate(
        "document.activeElement.value.slice("
        "document.activeElement.selectionStart, document.activeElement.selectionEnd)"
    )
    assert chosen == lines[at - 1]


@pytest.mark.parametrize("sizing", ["content", "fixed"], ids=["grows", "scrolls"])
@pytest.mark.parametrize("size", [WIDE, PHONE_SIZE], ids=["wide", "phone"])
def test_the_line_of_a_finding_comes_to_the_middle_of_the_window(
    chromium: Any, site: Site, size: dict[str, int], sizing: str
) -> None:
    page = with_a_letter(chromium, site, viewport=size)
    long = "Een lange zin die op een telefoon over veel regels loopt. " * 12
    type_at_the_end(page, f"\n\n{long}\n\nLees [hier](https://) verder.\n\n{long}\n\n{long}\n")
    page.get_by_role("button", name="Controleer").click()
    page.locator("#checked").wait_for()
    page.evaluate(f"document.querySelector('#text').style.fieldSizing = '{sizing}'")
    if sizing == "fixed":
        page.evaluate("document.querySelector('#text').style.height = '600px'")
    text = page.locator("#text").input_value()
    at = text[: text.index("Lees [hier]")].count("\n") + 1
    page.get_by_role("link", name=f"Regel {at}:").first.click()
    middle = page.evaluate(MIDDLE_OF_THE_CHOSEN)
    assert abs(middle - size["height"] / 2) < 60

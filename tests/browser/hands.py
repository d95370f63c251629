"""Four ways to use the desk: by mouse, by keyboard alone, on a phone, without JavaScript.

A journey is written once, in words that stand on the page, and played by each of
these hands. The mouse's pages are looked at by axe-core, the phone's are held to
its width. What is wrong with them is kept until the journey is over.
"""

from pathlib import Path
from typing import Any, ClassVar

from tests.browser.looks import PATIENCE, PHONE, WIDE, faults, on_a_phone
from tests.chromium import settle


class Hand:
    """By mouse, on a wide screen."""

    how: ClassVar[dict[str, Any]] = {"viewport": WIDE}
    is_live: ClassVar = True  # pages move by themselves

    def __init__(self, page: Any, axe: str = "") -> None:
        self.page = page
        self.presses = 0
        self.wrong: list[str] = []
        self._axe = axe

    def go(self, address: str) -> None:
        """Type an address, or follow a link in a mail."""
        self.page.goto(address)

    def press(self, words: str) -> None:
        """Press a button."""
        self._hit(self.page.get_by_role("button", name=words, exact=True))
        self.presses += 1

    def follow(self, words: str) -> None:
        """Follow a link of the page itself."""
        self._hit(self.page.locator("main").get_by_role("link", name=words, exact=True).first)

    def turn_to(self, words: str) -> None:
        """Go to one of the pages that the navigation of every page leads to."""
        self._hit(self.page.locator("nav").get_by_role("link", name=words))

    def fill(self, label: str, text: str) -> None:
        """Put a text into a field, instead of what is there."""
        self.page.get_by_label(label).fill(text)

    def choose(self, words: str) -> None:
        """Choose one of several, or tick a box."""
        choices = self.page.locator("[type=radio], [type=checkbox]")
        self._hit(choices.and_(self.page.get_by_label(words)))

    def select(self, label: str, option: str) -> None:
        """Choose from a list that opens."""
        self.page.get_by_label(label).select_option(label=option)

    def upload(self, label: str, path: Path) -> None:
        """Choose a file."""
        files = self.page.locator("[type=file]")
        files.and_(self.page.get_by_label(label)).set_input_files(path)

    def download(self, words: str) -> tuple[str, str]:
        """Press a button that gives a file; its name and its text."""
        with self.page.expect_download() as download:
            self.press(words)
        return download.value.suggested_filename, Path(download.value.path()).read_text("utf-8-sig")

    def reads(self, words: str) -> None:
        """Wait until the page says this; it is like one that was looked at before."""
        from playwright.sync_api import TimeoutError as NotInTime

        main = self.page.locator("main")
        try:
            main.get_by_text(words).locator("visible=true").first.wait_for(timeout=PATIENCE)
        except NotInTime:
            why = f"{words!r} is not at {self.page.url}:\n{main.inner_text()}"
            raise AssertionError(why) from None

    def sees(self, words: str) -> None:
        """Wait until the page says this, and look whether anything is wrong with all of it."""
        self.reads(words)
        self.look()

    def sees_in_time(self, words: str) -> None:
        """Wait for what a page says by itself after a while, or after it was loaded again."""
        if not self.is_live:
            self.page.reload()
        self.sees(words)

    def look(self) -> None:
        """Note what is wrong with the page that is open."""
        if self._axe:
            self.wrong += faults(self.page, self._axe, self.page.title())
            self.page.set_viewport_size(WIDE)
            self.page.emulate_media(color_scheme="light")

    def _hit(self, place: Any) -> None:
        place.click()


class Phone(Hand):
    """By thumb, 375 pixels wide."""

    how = PHONE

    def look(self) -> None:
        self.wrong += [f"{self.page.title()}: {one}" for one in on_a_phone(self.page)]

    def _hit(self, place: Any) -> None:
        place.tap()


class Unscripted(Hand):
    """By mouse, in a browser that runs no scripts."""

    how: ClassVar = {"java_script_enabled": False}
    is_live = False


class Keyboard(Hand):
    """By keys alone: Tab leads to everything, and Enter, the space bar and the arrows do the rest."""

    def __init__(self, page: Any, axe: str = "") -> None:
        super().__init__(page, axe)
        # the browser hands choosers over while somebody listens; a quick key overtakes one who begins to
        page.on("filechooser", lambda _: None)

    def press(self, words: str) -> None:
        self._tab_to(words, "button, summary")
        self.page.keyboard.press("Enter")
        self.presses += 1

    def follow(self, words: str) -> None:
        self._tab_to(words, "main a")
        self.page.keyboard.press("Enter")

    def turn_to(self, words: str) -> None:
        self._tab_to(words, "nav a")
        self.page.keyboard.press("Enter")

    def fill(self, label: str, text: str) -> None:
        self._tab_to(label, "input, textarea")
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(text)

    def choose(self, words: str) -> None:
        self._tab_to("", "[type=radio], [type=checkbox]")
        for _ in range(9):
            if words in self._focused()[0]:
                break
            self.page.keyboard.press("ArrowDown")
        self.page.keyboard.press("Space")
        assert self.page.evaluate("document.activeElement.checked"), words

    def select(self, label: str, option: str) -> None:
        self._tab_to(label, "select")
        chosen = "document.activeElement.selectedOptions[0].label"
        for _ in range(40):
            if self.page.evaluate(chosen) == option:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"the arrows do not reach {option!r}")

    def upload(self, label: str, path: Path) -> None:
        self._tab_to(label, "[type=file]")
        with self.page.expect_file_chooser() as asked:
            self.page.keyboard.press("Space")
        asked.value.set_files(path)

    def _tab_to(self, words: str, kind: str) -> None:
        """Press Tab until what is of this kind and begins with these words has the focus."""
        settle(self.page)
        for _ in range(90):
            self.page.keyboard.press("Tab")
            texts = self._focused(kind)
            if any(text.startswith(words) for text in texts):
                return
        raise AssertionError(f"the keyboard does not reach {words!r} at {self.page.url}")

    def _focused(self, kind: str = "*") -> list[str]:
        """What the element that has the focus is called: by its label first; nothing if it is of another kind."""
        found: list[str] = self.page.evaluate(
            """(kind) => { const one = document.activeElement;
                if (!one.matches(kind)) return [];
                const names = [one.labels?.[0]?.innerText, one.innerText, one.name];
                return names.filter((text) => text !== undefined).map((text) => text.trim()) }""",
            kind,
        )
        return found


HANDS = (Hand, Keyboard, Phone, Unscripted)

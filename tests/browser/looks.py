"""What is wrong with a page as people see it: wide and on a phone, by day and by night.

axe-core holds the whole page once, wide and in the light. Of the dark only the
colors differ, so there it looks at contrast alone, on a phone; that view is
also where a page may be too wide and a button too small.
"""

from typing import Any

from tests.chromium import settle

# Rules of axe-core that ask for what an email cannot have, each with its reason.
CANNOT_APPLY: dict[str, str] = {
    "landmark-one-main": "a webmail shows the mail inside its own <main>, and a second one would mislead",
    "region": "the mail's landmarks are the mail program's; role=article keeps its content together",
}
PATIENCE = 120_000  # milliseconds: only a fault uses it up, however busy the machine
WIDE = {"width": 1280, "height": 900}
PHONE_SIZE = {"width": 375, "height": 700}
PHONE = {"viewport": PHONE_SIZE, "has_touch": True, "is_mobile": True}
# 44 pixels high (WCAG 2.2, 2.5.5) and 24 wide (2.5.8); links within a sentence are excepted
_SMALL = """() => [...document.querySelectorAll("button, nav a, .bar a, .button, .fill, select,"
    + " summary, .choice, .links a, input:not([type=hidden], [type=radio], [type=checkbox])")]
    .filter((one) => !one.closest(".trap"))
    .map((one) => [one.innerText || one.name || one.id, one.getBoundingClientRect()])
    .filter(([, box]) => box.width && (box.width < 24 || box.height < 43.5))
    .map(([words, box]) => `${words} (${Math.round(box.height)} pixels high)`)"""


def violations(page: Any, axe: str, *rules: str) -> list[str]:
    """Return what axe-core finds on a page: of every rule, or of these alone."""
    settle(page)
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe)
    # it is not in the frames, and would wait half a second for each to answer
    options = {"iframes": False, **({"runOnly": list(rules)} if rules else {})}
    found = page.evaluate("async (how) => (await axe.run(document, how)).violations", options)
    return [
        f"{one['id']}: {one['help']}: {[node['html'][:120] for node in one['nodes'][:3]]}"
        for one in found
        if one["id"] not in CANNOT_APPLY
    ]


def on_a_phone(page: Any) -> list[str]:
    """Return what does not fit at the width of a phone, on a page that has that width."""
    settle(page)
    wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    small = [f"too small: {one}" for one in page.evaluate(_SMALL)]
    return ["wider than a phone"] * wide + small


def faults(page: Any, axe: str, state: str = "") -> list[str]:
    """Return what is wrong with the page that is open, in every light and width.

    The context of the page needs ``bypass_csp=True``, for axe-core itself.
    """
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(WIDE)
    found = violations(page, axe)
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size(PHONE_SIZE)
    found += [f"dark: {one}" for one in violations(page, axe, "color-contrast")]
    found += on_a_phone(page)
    return [f"{state}: {one}" for one in found]

"""The text part says what the letter says, with every link."""

from newsletter.editorial.checks.finding import Finding
from newsletter.editorial.checks.inspected import Inspected
from newsletter.editorial.checks.naming import name
from newsletter.editorial.checks.wording import say


def check_text_part(inputs: Inspected) -> tuple[Finding, ...]:
    """There is a text part, and each address of the letter stands in it."""
    if not inputs.text.strip():
        return (say("text-missing", inputs.language),)
    own = inputs.values.get("unsubscribe_url", "")  # `check_unsubscribe_link` asks for it
    lacking = {
        link.url: link
        for link in reversed(inputs.page.links)
        if link.url not in {"", "#", own}
        and link.url.removeprefix("mailto:").partition("?")[0] not in inputs.text
    }
    return tuple(
        say(
            "text-lacks-link",
            inputs.language,
            block=name("link", inputs.language, link.text or link.url),
            url=link.url,
        )
        for link in reversed(lacking.values())
    )

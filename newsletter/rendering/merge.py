"""What one reader's mail differs in, as values for the merge fields."""

from newsletter.rendering.sentinels import clean
from newsletter.rendering.settings import LetterSettings

LONGEST_NAME = 60


def merge_values(
    letter: LetterSettings,
    *,
    first_name: str = "",
    unsubscribe_url: str = "",
    preferences_url: str = "",
    unsubscribe_mailbox: str = "",
    moment_url: str = "",
    action_url: str = "",
    reason: str | None = None,
) -> dict[str, str]:
    """The values that ``personalise`` fills in for one reader.

    A name is a stranger's text: it is put on one line and cut when it is too
    long to be a name. Without one, the greeting is the one that needs none.

    Args:
        letter: Has the greetings.
        first_name: As the reader gave it; may be empty.
        unsubscribe_url: The one-click address with the reader's token.
        preferences_url: The reader's own page.
        unsubscribe_mailbox: The whole address with the reader's token in its
            local part, where the settings have such a mailbox.
        moment_url: The reader's own page for the question at the end, where it is asked.
        action_url: Where a notice's button leads.
        reason: Why the reader gets the letter, as ``grounds.why`` gives it;
            ``None`` for an edition that says it in its own text.
    """
    name = _shown(first_name)
    greeting = (
        letter.greeting.replace("{first_name}", name) if name else letter.greeting_without_name
    )
    values = {
        "greeting": greeting,
        "first_name": name,
        "unsubscribe_url": unsubscribe_url,
        "unsubscribe_mailbox": unsubscribe_mailbox,
        "preferences_url": preferences_url,
        "moment_url": moment_url,
        "action_url": action_url,
    }
    if reason is not None:
        values["why"] = reason
    return values


def _shown(first_name: str) -> str:
    # what is printable needs no cleaning, as nearly every name is
    name = " ".join((first_name if first_name.isprintable() else clean(first_name)).split())
    return name if len(name) <= LONGEST_NAME else ""

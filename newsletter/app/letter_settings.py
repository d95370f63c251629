"""The parts of every email that describe the publication, from its settings."""

from typing import TYPE_CHECKING, Final

from newsletter.config import Settings
from newsletter.model.address import EmailAddress, Mailbox

if TYPE_CHECKING:
    from newsletter.rendering.settings import LetterSettings

# The outbox needs no real sender; every other provider refuses this one.
_NOBODY: Final = EmailAddress("redactie", "example.org")


def letter_of(settings: Settings) -> "LetterSettings":
    """Return them, with a placeholder for a missing sender."""
    from newsletter.rendering.settings import Imprint, LetterSettings

    publication, sender = settings.publication, settings.sender
    return LetterSettings(
        imprint=Imprint(
            publication=publication.name,
            tagline=publication.tagline,
            language=publication.language,
            base_url=publication.base_url,
            sender=Mailbox(sender.name or publication.name, sender.address or _NOBODY),
            reply_to=sender.reply_to or sender.address or _NOBODY,
            contact=publication.contact,
            list_id=sender.list_id,
            feedback_sender=sender.feedback_sender,
            # offered only if the mailbox is read: an unsubscribe request must not be lost
            unsubscribe_mailbox=(
                sender.unsubscribe_mailbox if settings.letterbox.is_read else None
            ),
            help_url=sender.help_url,
            asks_clear_moment=settings.readers.ask_clear_moment,
        ),
        voice=settings.letter,
    )

"""Pages that follow the progress of a dispatch, and why they may not."""

from newsletter.locale.sentences import Sentences

SENTENCES: Sentences = {
    "progress-open-too-often": (
        "You have this open in {most} tabs already. Close one of them, and reload this page."
    ),
    "progress-too-many": (
        "Too many pages are following a letter at the moment. Reload this page in a while."
    ),
    "progress-ending": "The newsletter is stopping. Reload this page in a while.",
}

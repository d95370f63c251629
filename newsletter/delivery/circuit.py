"""When a dispatch must stop because of what comes back."""

from newsletter.delivery.settings import DispatchSettings
from newsletter.model.dispatch import Progress

_ANSWERED = ("accepted", "deferred", "delivered", "bounced", "complained")


def trouble(progress: Progress, settings: DispatchSettings) -> str | None:
    """Why this dispatch must pause, in words for the editor; ``None``: it may go on.

    Gmail and Yahoo ask for less than 0.1 % complaints and never 0.3 %; more
    hard bounces than a few percent mean that the list is not what it seems.
    """
    handed = sum(progress.counts.get(state, 0) for state in _ANSWERED)
    if handed < settings.judge_from:
        return None
    for state, limit, words in (
        ("complained", settings.complaints_percent, "of the readers pressed spam"),
        ("bounced", settings.bounces_percent, "of the addresses do not exist"),
    ):
        share = 100 * progress.counts.get(state, 0) / handed
        if share > limit:
            return (
                f"{share:.1f} % {words} (the limit is {limit:g} %); look at where these readers "
                "came from before you go on: newsletter dispatch resume"
            )
    return None

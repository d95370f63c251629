"""When refusals stop a dispatch: so many that it is not the readers who are meant."""

from newsletter.delivery.settings import DispatchSettings
from newsletter.model.dispatch import Tally


def brake(tally: Tally, settings: DispatchSettings) -> str | None:
    """Decide whether refusals pause a dispatch. Return why, for the editor; ``None``: it may go on.

    A batch that is refused whole counts like its members: with twenty readers
    or more it pauses by itself, and a provider that takes readers one by one
    is judged by the last twenty of them.
    """
    is_run = tally.in_a_row >= settings.refusals_in_a_row
    share = 100 * tally.refused / max(tally.handed, 1)
    is_many = tally.handed >= settings.refusals_from and share > settings.refusals_percent
    if not is_run and not is_many:
        return None
    if tally.refused >= tally.handed:
        many = f"all {tally.refused}"
    else:
        many = f"{tally.refused} of {tally.handed}"
    said = tally.words or "the provider gave no reason"
    return f"{many} were refused, which is not about your readers: {said}"

"""How large a batch may be, decided before the freeze: its members are fixed for ever."""

from newsletter.delivery.settings import DispatchSettings
from newsletter.model.delivery import CallForm, Capabilities
from newsletter.model.edition import Edition

# What one reader adds to a request beside the text: address, greeting, links, JSON around them.
_VALUES_BYTES = 1_200
# JSON writes line ends, quotes and non-ASCII letters longer; multipart and MIME (base64) by a third.
_SWELL = 1.5
_ENVELOPE_BYTES = 20_000
_MOST = 2_000  # one transaction and one request stay short, even where a provider takes any number


def batch_size(
    capabilities: Capabilities, edition: Edition, settings: DispatchSettings | None = None
) -> int:
    """Recipients in one call: what the provider takes by count and by bytes, and the day's ceiling.

    A provider that merges gets the text once and the values of each reader; the
    others get the whole text for each. At least one, always.
    """
    sizes = [largest(capabilities, settings or DispatchSettings())]
    if capabilities.bytes_per_call is not None:
        text = int(edition.size_bytes * _SWELL)
        room = capabilities.bytes_per_call - _ENVELOPE_BYTES
        if capabilities.form is CallForm.MERGE:
            sizes.append((room - text) // _VALUES_BYTES)
        else:
            sizes.append(room // (text + _VALUES_BYTES))
    return max(1, min(sizes))


def largest(capabilities: Capabilities, settings: DispatchSettings) -> int:
    """The most recipients in one call, whatever the text: a day's ceiling has room for one at least."""
    sizes = [capabilities.recipients_per_call, settings.batch_size or _MOST, _MOST]
    ceilings = (*settings.warm_up, settings.emails_per_day)
    return min(*sizes, *(ceiling for ceiling in ceilings if ceiling is not None))


def daily_ceiling(settings: DispatchSettings, days_since_first: int) -> int | None:
    """How many mails may leave within a day; ``None``: any number.

    Args:
        settings: With the ceiling and the warm-up plan.
        days_since_first: Whole days since the first dispatch ever, 0 on its day.
    """
    if days_since_first < len(settings.warm_up):
        planned = settings.warm_up[days_since_first]
        return planned if settings.emails_per_day is None else min(planned, settings.emails_per_day)
    return settings.emails_per_day

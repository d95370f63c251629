"""The parts of docs/providers.md that follow from the code: the table, and a first draft for a new provider."""

import inspect
import re
from dataclasses import fields
from datetime import timedelta
from pathlib import Path

from newsletter import providers
from newsletter.model.delivery import CallForm, Capabilities
from newsletter.model.secret import Secret
from newsletter.providers.wire.finding import load

PATH = Path(__file__).parents[1] / "docs" / "providers.md"
_EVER = timedelta(days=36_500)


def page() -> str:
    """Return the page with today's table, and with a draft where a provider has no section yet."""
    text = PATH.read_text("utf-8")
    table = "".join(f"{row(name)}\n" for name in providers.names())
    text = re.sub(r"(?<=\|---\|\n)(?:\| \[\w+\]\(#.*\n)+", lambda _: table, text, count=1)
    for name in providers.names():
        if f"\n## {name}\n" not in text:
            later = [other for other in providers.names() if other > name]
            at = next((f"\n## {other}\n" for other in later if f"\n## {other}\n" in text), END)
            text = text.replace(at, f"\n{draft(name)}{at}", 1)
    return text


END = "\n## One of your own\n"


def row(name: str) -> str:
    """Return a provider's line in the table."""
    can = providers.capabilities_of(name)
    size = "–" if can.bytes_per_call is None else f"{can.bytes_per_call // 1024**2} MB"
    return (
        f"| [{name}](#{name}) | {'there' if can.form is CallForm.MERGE else 'here'} "
        f"| {can.recipients_per_call:,} | {size} | {_repeated(can.idempotent_for)} | {_asked(can)} |"
    )


def draft(name: str) -> str:
    """Return a section with a module's own words and its settings, to be completed by a person."""
    settings = providers.settings_type(name)
    secrets = [each.name for each in fields(settings) if each.type in (Secret, "Secret")]
    lines = [f"NEWSLETTER_PROVIDER_{name.upper()}_{secret.upper()}=…\n" for secret in secrets]
    environment = f"\n```\n{''.join(lines)}```\n" if lines else ""
    words = inspect.cleandoc(load(name).__doc__ or "")
    return f'## {name}\n\n{words}\n\n```toml\n[provider]\nname = "{name}"\n```\n{environment}'


def _repeated(within: timedelta | None) -> str:
    if within is None:
        return "doubles"
    if within >= _EVER:
        return "harmless for ever"
    minutes = within // timedelta(minutes=1)
    return f"harmless for {minutes} min" if minutes < 60 else f"harmless for {minutes // 60} h"


def _asked(can: Capabilities) -> str:
    if not can.looks_up:
        return "no"
    if can.lookup_lag is None:
        return "yes, unknown when"
    minutes = can.lookup_lag // timedelta(minutes=1)
    return f"yes, after {minutes} min for certain" if minutes else "yes, at once"

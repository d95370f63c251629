"""Settings: one frozen, typed value, read once. All mistakes are reported together.

A publication keeps them in ``newsletter.toml``, or in its ``pyproject.toml``
under ``[tool.newsletter]``. Any key can also come from the environment or from a
``.env`` file next to it, as NEWSLETTER_ followed by table and key: the secret is
``NEWSLETTER_SECRET``, a key of Mailgun's ``NEWSLETTER_PROVIDER_MAILGUN_KEY``.
This is the only reader of the environment.
"""

import os
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, fields, is_dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from newsletter.audience.settings import (
    ArchiveSettings,
    PrivacySettings,
    ReaderSettings,
    SeriesSettings,
)
from newsletter.config.places import cache_folder, dotenv, find
from newsletter.config.sections import (
    LOCAL_HOSTS,
    AlarmSettings,
    LogFormat,
    LogSettings,
    MetricsSettings,
    PublicationSettings,
    SenderSettings,
    SiteSettings,
    WebSettings,
    host_of,
    split_provider,
)
from newsletter.config.tables import ENVIRONMENT as _PREFIX
from newsletter.config.tables import fill, with_environment
from newsletter.config.webhooks import (
    WebhookSettings,
    read_webhooks,
    unknown_recipients,
    variables_of,
)
from newsletter.delivery.settings import DispatchSettings
from newsletter.editorial.checks.settings import CheckSettings
from newsletter.editorial.slots import ScheduleSettings
from newsletter.errors import ConfigError
from newsletter.fetching import FetchSettings
from newsletter.message import Message
from newsletter.model.webhook import EventKind
from newsletter.providers import settings_type
from newsletter.providers.wire.letterbox_settings import Settings as LetterboxSettings
from newsletter.rendering.settings import Voice
from newsletter.scheduling import SHORTEST_HEARTBEAT, FleetSettings

__all__ = [
    "LOCAL_HOSTS",
    "TABLES",
    "AlarmSettings",
    "LogFormat",
    "LogSettings",
    "MetricsSettings",
    "PublicationSettings",
    "SenderSettings",
    "Settings",
    "SiteSettings",
    "WebhookSettings",
    "cache_folder",
    "find",
    "fixed",
    "host_of",
    "load",
    "place_of",
]

TABLES: dict[str, type[Any]] = {
    "sender": SenderSettings,
    "site": SiteSettings,
    "letter": Voice,
    "schedule": ScheduleSettings,
    "dispatch": DispatchSettings,
    "fleet": FleetSettings,
    "letterbox": LetterboxSettings,
    "checks": CheckSettings,
    "fetching": FetchSettings,
    "web": WebSettings,
    "log": LogSettings,
    "alarm": AlarmSettings,
    "metrics": MetricsSettings,
    "readers": ReaderSettings,
    "privacy": PrivacySettings,
    "archive": ArchiveSettings,
    "series": SeriesSettings,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings of a publication. ``file`` is where they were read."""

    folder: Path
    file: Path
    publication: PublicationSettings
    sender: SenderSettings
    site: SiteSettings
    letter: Voice
    schedule: ScheduleSettings
    dispatch: DispatchSettings
    fleet: FleetSettings
    letterbox: LetterboxSettings
    checks: CheckSettings
    fetching: FetchSettings
    web: WebSettings
    log: LogSettings
    alarm: AlarmSettings
    metrics: MetricsSettings
    readers: ReaderSettings
    privacy: PrivacySettings
    archive: ArchiveSettings
    series: SeriesSettings
    provider: str
    provider_settings: Any
    webhooks: Mapping[str, WebhookSettings] = field(default_factory=dict)

    @property
    def webhooks_wanted(self) -> Mapping[str, tuple[str, tuple[EventKind, ...]]]:
        """The address and the events of each webhook, by name."""
        return {name: (one.url, one.events) for name, one in self.webhooks.items()}

    @property
    def database_url(self) -> str:
        """The database's URL. A relative SQLite path starts at the publication's folder."""
        url = self.publication.database
        path = url.removeprefix("sqlite:///")
        if path == url or path.startswith("/"):
            return url
        folder = str(self.folder).replace("%", "%25").replace("?", "%3F")  # it is part of a URL
        return f"sqlite:///{folder}/{path}"


def load(
    folder: Path, environment: Mapping[str, str] | None = None, *, content: str | None = None
) -> Settings:
    """Read a publication's settings.

    Args:
        folder: The folder of its settings file.
        environment: Instead of the process's own, for tests.
        content: Instead of what is in the settings file, to try it before it is written.

    Raises:
        ConfigError: With every mistake at once.
    """
    path, prefix, table = find(folder, content)
    kept = dotenv(folder)
    around = {**kept, **(os.environ if environment is None else environment)}
    problems = _values_for_tables(table, path, prefix)
    values = {
        name: fill(
            kind,
            with_environment(kind, _table_of(table, name), around, (name,)),
            place_of(path, prefix, name),
            problems,
        )
        for name, kind in TABLES.items()
    }
    provider, own = split_provider(_chosen(_table_of(table, "provider"), around))
    own_type = _type_of(provider, problems)
    values["provider_settings"] = own_type and fill(
        own_type,
        with_environment(own_type, own, around, ("provider", provider)),
        place_of(path, prefix, f"provider.{provider}"),
        problems,
    )
    webhooks = read_webhooks(
        table.get("webhooks", {}), around, place_of(path, prefix, "webhooks"), problems
    )
    problems.extend(unknown_recipients(webhooks, values["privacy"]))
    others = {*TABLES, "provider", "webhooks"}
    top = {key: value for key, value in table.items() if key not in others}
    top_table = with_environment(PublicationSettings, top, around, ())
    problems.extend(_misspelt_tables(top_table, path, prefix))
    values["publication"] = fill(
        PublicationSettings,
        {key: value for key, value in top_table.items() if not isinstance(value, dict)},
        place_of(path, prefix, ""),
        problems,
    )
    own_keys = variables_of(webhooks)
    problems.extend(_misspelt_keys(around, kept, provider, own_type, own_keys))
    problems.extend(_too_patient(values["provider_settings"], values["dispatch"], provider))
    problems.extend(_too_hasty(values["fleet"]))
    if problems:
        raise ConfigError(*problems)
    return Settings(folder=folder, file=path, provider=provider, webhooks=webhooks, **values)  # type: ignore[arg-type]  # filled by type above, or a problem


def fixed(folder: Path, environment: Mapping[str, str] | None = None) -> frozenset[tuple[str, ...]]:
    """Return the keys, with their tables, whose values come from the environment or ``.env``.

    What the settings file has for them does not count.
    """
    around = {**dotenv(folder), **(os.environ if environment is None else environment)}
    paths: set[tuple[str, ...]] = {(field.name,) for field in fields(PublicationSettings)}
    paths |= {(name, field.name) for name, kind in TABLES.items() for field in fields(kind)}
    return frozenset(path for path in paths if around.get(_PREFIX + "_".join(path).upper()))


def _table_of(table: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = table.get(name)
    return found if isinstance(found, Mapping) else {}


def _values_for_tables(table: Mapping[str, Any], path: Path, prefix: str) -> list[Message]:
    """Refuse a value in the place of a table, such as ``provider = "smtp"``."""
    return [
        Message(
            "settings-wrong",
            where=place_of(path, prefix, name),
            problem=Message("value-no-table"),
        )
        for name in (*TABLES, "provider")
        if not isinstance(table.get(name, {}), Mapping)
    ]


def _chosen(table: Mapping[str, Any], around: Mapping[str, str]) -> Mapping[str, Any]:
    """Return the provider's table, with the name from the environment, if any."""
    name = around.get(f"{_PREFIX}PROVIDER_NAME")
    return {**table, "name": name} if name else table


def _too_patient(own: object, dispatch: DispatchSettings | None, provider: str) -> list[Message]:
    """Return a problem if a call may last over half a lease, because it may then be repeated."""
    timeout = getattr(own, "timeout", None)
    if dispatch is None or timeout is None or 2 * timeout < dispatch.lease:
        return []
    return [
        Message("timeout-outlives-lease", provider=provider, timeout=timeout, lease=dispatch.lease)
    ]


def _too_hasty(fleet: FleetSettings | None) -> list[Message]:
    """Return a problem if a worker that is busy for a moment would count as dead."""
    if fleet is None or not fleet.enabled or fleet.heartbeat >= SHORTEST_HEARTBEAT:
        return []
    found, least = fleet.heartbeat, SHORTEST_HEARTBEAT
    return [Message("fleet-heartbeat-too-short", heartbeat=found, least=least)]


def place_of(path: Path, prefix: str, name: str) -> str:
    """Return how problems name a table of a settings file, or its keys outside tables."""
    table = ".".join(part for part in (prefix, name) if part)
    return f"{path.name}: [{table}]" if table else f"{path.name}:"


def _type_of(provider: str, problems: list[Message]) -> type[Any] | None:
    try:
        return settings_type(provider)
    except ConfigError as error:
        problems.extend(error.problems)
        return None


def _misspelt_keys(
    around: Mapping[str, str],
    written: Mapping[str, str],
    provider: str,
    own: type[Any] | None,
    others_known: AbstractSet[str],
) -> list[Message]:
    """Return unknown keys of ``.env``, and probable misspellings in the environment."""
    known = set(others_known)
    known |= _keys_of(PublicationSettings) | {f"{_PREFIX}PROVIDER_NAME"}
    known |= {key for name, kind in TABLES.items() for key in _keys_of(kind, name)}
    if own is not None and is_dataclass(own):
        known |= _keys_of(own, "provider", provider)
    others = f"{_PREFIX}PROVIDER_"  # of another provider, which is not looked at
    mine = f"{others}{provider}_".upper()
    found = []
    for key in around:
        if key in known or not key.startswith(_PREFIX):
            continue
        if key.startswith(others) and not key.startswith(mine):
            continue
        near = get_close_matches(key, known, n=1, cutoff=0.9)
        if near or key in written:
            found.append(
                _unknown_variable(key, in_file=key in written, meant=near[0] if near else "")
            )
    return found


def _unknown_variable(key: str, *, in_file: bool, meant: str) -> Message:
    where = Message("variable-in-file" if in_file else "variable-in-environment")
    if meant:
        return Message("variable-misspelt", where=where, key=key, meant=meant)
    return Message("variable-unknown", where=where, key=key)


def _keys_of(kind: type[Any], *names: str) -> set[str]:
    return {_PREFIX + "_".join((*names, field.name)).upper() for field in fields(kind)}


def _misspelt_tables(table: Mapping[str, Any], path: Path, prefix: str) -> list[Message]:
    known = [*TABLES, "provider", "webhooks"]
    found = []
    for key, value in table.items():
        if isinstance(value, dict):
            near = get_close_matches(key, known, n=1)
            where, all_known = place_of(path, prefix, key), ", ".join(sorted(known))
            found.append(
                Message("table-misspelt", where=where, known=all_known, meant=near[0])
                if near
                else Message("table-unknown", where=where, known=all_known)
            )
    return found

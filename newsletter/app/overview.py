"""The settings that only a file changes, in words, as ``newsletter.desk.settings.overview``."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from newsletter.app.container import Container
from newsletter.app.liveness import Liveness


class DatabaseKind(Enum):
    """Where readers and dispatches are stored."""

    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsOverview:
    """Some settings without anything that is secret.

    Attributes:
        provider: The name of the company or the server through which mail goes; empty for the outbox.
        stays_here: Whether no mail leaves this machine.
        address: The sender's address; empty if there is none yet.
        public_address: Where readers reach the pages.
        is_public: Whether they can do so safely.
        rounds_at: When the scheduled work was last completed; ``None`` if it never was.
        rounds_late: Whether that is too long ago.
        file: The settings file.
    """

    provider: str
    stays_here: bool
    database: DatabaseKind
    address: str
    public_address: str
    is_public: bool
    rounds_at: datetime | None
    rounds_late: bool
    file: str


class Overview:
    """Reads the overview."""

    def __init__(self, container: Container) -> None:
        """Store the dependencies. Nothing is read yet."""
        self._container = container

    def look(self) -> SettingsOverview:
        """Return the settings as they count now in this process."""
        container, settings = self._container, self._container.settings
        publication, liveness = settings.publication, Liveness(container)
        return SettingsOverview(
            provider=container.capabilities.title or settings.provider,
            stays_here=container.stays_here,
            database=kind_of(settings.database_url),
            address=str(settings.sender.address or ""),
            public_address=publication.base_url,
            is_public=publication.is_public,
            rounds_at=liveness.last_completed,
            rounds_late=liveness.late_since() is not None,
            file=settings.file.name,
        )


def kind_of(url: str) -> DatabaseKind:
    """Return the kind of a database from its URL, which may contain a password."""
    name = url.partition(":")[0].partition("+")[0]
    known = {"sqlite": DatabaseKind.SQLITE, "postgresql": DatabaseKind.POSTGRESQL}
    return known.get(name, DatabaseKind.OTHER)

"""Settings: one frozen, typed value, read once; all mistakes are reported together.

A publication keeps them in ``newsletter.toml``, or in its ``pyproject.toml``
under ``[tool.newsletter]``. Any key can also come from the environment or from a
``.env`` file beside it, as NEWSLETTER_ followed by table and key: the secret is
``NEWSLETTER_SECRET``, a key of Mailgun's ``NEWSLETTER_PROVIDER_MAILGUN_KEY``.
This is the only reader of the environment.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from newsletter.config.sections import (
    PublicationSettings,
    SECTIONS,
    Sections,
    provider_settings_type,
)
from newsletter.config.tables import fill
from newsletter.errors import ConfigError

__all__ = ["PublicationSettings", "Settings", "find", "load"]

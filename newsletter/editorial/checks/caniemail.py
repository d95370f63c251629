"""Support of features in mail programs, from the caniemail data.

The data is Can I email's (caniemail.com), taken from the npm package
``caniemail``; both are under the MIT licence, whose notices are in
``data/caniemail-LICENSE.txt``. To update it, run ``npm pack caniemail``, then
``newsletter check --refresh-caniemail caniemail-X.Y.Z.tgz``, which writes what
``refresh`` returns to ``data_file()``.
"""

import io
import json
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from newsletter.errors import DeskError

_LARGEST = 20_000_000  # bytes of one file in the package, currently 0.6 MB
_PLATFORMS = {
    "desktop-webmail": "web",
    "mobile-webmail": "mobile web",
    "webmail": "web",
    "outlook-com": "web",
    "desktop-app": "desktop",
    "windows-mail": "Windows Mail",
    "windows": "Windows",
    "macos": "macOS",
    "ios": "iOS",
    "android": "Android",
}


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature of HTML or CSS, and its support in the latest version of each client.

    Attributes:
        support: By client, the first letter of what was measured: ``y`` yes,
            ``a`` almost, ``n`` no, ``u`` unknown; a client not tested is absent.
    """

    slug: str
    title: str
    support: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All features by slug.

    Attributes:
        version: The version of the npm package.
        updated: The date of the latest change to the data, as its authors write it.
        clients: Names such as ``outlook.windows``, each with its familiar label.
    """

    version: str
    updated: str
    clients: Mapping[str, str]
    features: Mapping[str, Feature]

    def refuses(self, client: str, slug: str) -> bool:
        """Return whether the latest version of a client is known not to support a feature."""
        feature = self.features.get(slug)
        return feature is not None and feature.support.get(client) == "n"


def data_file() -> Path:
    """Return the path of the packaged data."""
    return Path(__file__).parent / "data" / "caniemail.json"


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    """Return the packaged data, read once."""
    return read(data_file().read_bytes())


def read(data: bytes) -> Catalogue:
    """Parse data in the form that ``refresh`` writes."""
    kept = json.loads(data)
    clients = dict(kept["clients"])
    return Catalogue(
        kept["version"],
        kept["updated"],
        clients,
        {
            slug: Feature(slug, title, _support(clients, letters))
            for slug, (title, letters) in kept["features"].items()
        },
    )


def _support(clients: Mapping[str, str], letters: str) -> dict[str, str]:
    return {
        client: letter for client, letter in zip(clients, letters, strict=True) if letter != "-"
    }


def refresh(package_file: bytes) -> bytes:
    """Return the data of a newer npm package, in the form of ``data_file``.

    Args:
        package_file: The ``.tgz`` that ``npm pack caniemail`` leaves.

    Raises:
        DeskError: It is not that package, or its data has an unknown structure.
    """
    try:
        with tarfile.open(fileobj=io.BytesIO(package_file), mode="r:gz") as package:
            about = json.loads(_member(package, "package/package.json"))
            data = json.loads(_member(package, "package/data/caniemail.json"))
        if about["name"] != "caniemail":
            raise DeskError("caniemail-other-package", name=str(about["name"]))
        return _stripped(about["version"], data)
    except (tarfile.TarError, OSError, EOFError, ValueError, KeyError, TypeError) as error:
        raise DeskError("caniemail-unknown-form", reason=repr(error)) from error


def _member(package: tarfile.TarFile, name: str) -> bytes:
    found = package.extractfile(name)
    if found is None:
        raise KeyError(name)
    content = found.read(_LARGEST + 1)
    if len(content) > _LARGEST:
        raise ValueError(f"{name} is larger than {_LARGEST:,} bytes")
    return content


def _stripped(version: str, data: Mapping[str, Any]) -> bytes:
    clients = {
        f"{family}.{platform}": f"{data['nicenames']['family'][family]} ({_PLATFORMS[platform]})"
        for feature in data["data"]
        for family, platforms in feature["stats"].items()
        for platform in platforms
    }
    features = {
        feature["slug"]: [feature["title"], _letters(clients, feature["stats"])]
        for feature in data["data"]
    }
    head = {"version": version, "updated": data["last_update_date"], "clients": clients}
    lines = ",\n".join(
        f"{json.dumps(slug)}:{json.dumps(support, ensure_ascii=False)}"
        for slug, support in sorted(features.items())
    )
    opening = json.dumps(head, ensure_ascii=False, indent=1).removesuffix("\n}")
    return f'{opening},\n "features": {{\n{lines}\n}}}}\n'.encode()


def _letters(clients: Mapping[str, str], stats: Mapping[str, Any]) -> str:
    """Return one letter for each client: the start of the latest version's support.

    Versions are in chronological order.
    """
    letters = []
    for client in clients:
        family, _, platform = client.partition(".")
        versions = stats.get(family, {}).get(platform)
        letters.append(next(reversed(versions.values())).strip()[:1] if versions else "-")
    return "".join(letters)

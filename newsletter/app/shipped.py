"""What comes with the package: templates, a sample article and sample readers."""

from pathlib import Path

import newsletter

_PACKAGE = Path(newsletter.__file__).parent


def shipped(what: str) -> Path:
    """A folder or file that comes along: from the wheel, or from a checkout around the package."""
    packed = _PACKAGE / "publication" / what
    return packed if packed.exists() else _PACKAGE.parent / what

"""A folder of screenshots for a person to look through, and the pictures that the documents show."""

from pathlib import Path
from typing import Final

DOCUMENTED: Final = Path(__file__).parents[2] / "docs" / "pictures"
HEAVIEST: Final = 60_000  # bytes of a picture in a document

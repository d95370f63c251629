"""The characters that a mail may carry."""

import re

_LINE_ENDS = re.compile(r"\r\n?|[\v\f\x85]")
# Controls but for tab and line end, surrogates, and the code points that Unicode will never give to
# a character: the last two of each plane and 32 more (Unicode 16, §23.7).
_NEVER = "".join(
    f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
)
_UNFIT = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef{_NEVER}]")


def clean(text: str) -> str:
    """The text as a mail may carry it: one kind of line end, no control and no half characters."""
    return _UNFIT.sub("", _LINE_ENDS.sub("\n", text))

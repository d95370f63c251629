"""Our delivery id where a provider allows but letters, digits, hyphen and underscore in a tag."""

import re

_OTHER = re.compile(r"[^A-Za-z0-9-]", re.ASCII)


def to_tag(delivery_id: str) -> str:
    """The id with every other sign written as ``_`` and two hexadecimal digits a byte."""
    return _OTHER.sub(
        lambda found: "".join(f"_{byte:02x}" for byte in found[0].encode()), delivery_id
    )


def from_tag(tag: str) -> str:
    """The id of a tag; empty where it is not one of ours."""
    try:
        return bytes.fromhex(
            re.sub(
                r"_([0-9a-f]{2})|([A-Za-z0-9-])|.",
                lambda found: found[1] or (f"{ord(found[2]):02x}" if found[2] else "not hex"),
                tag,
                flags=re.DOTALL,
            )
        ).decode()
    except ValueError:
        return ""

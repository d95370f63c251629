"""Form posts, read without copying more than once: multipart (RFC 7578) and urlencoded."""

import re
from collections import defaultdict
from urllib.parse import parse_qsl

_NAME = re.compile(rb'name="([^"]*)"', re.IGNORECASE)
_BOUNDARY = re.compile(r'boundary="?([^";,]+)"?', re.IGNORECASE)


def read_form(kind: str, body: bytes | bytearray | memoryview) -> dict[str, list[str]] | None:
    """The fields by name in order; ``None`` when the body is no form that we know.

    File parts are read as text like any other, for no dialect here takes files.
    """
    fields: defaultdict[str, list[str]] = defaultdict(list)
    if kind.lower().startswith("application/x-www-form-urlencoded"):
        for name, text in parse_qsl(bytes(body).decode("utf-8", "replace"), keep_blank_values=True):
            fields[name].append(text)
        return fields
    boundary = _BOUNDARY.search(kind)
    if not kind.lower().startswith("multipart/form-data") or boundary is None:
        return None
    # RFC 2046 §5.1.1: the line end before a delimiter belongs to the delimiter
    for part in (b"\r\n" + body).split(b"\r\n--" + boundary[1].encode("latin-1"))[1:-1]:
        head, _, value = part.partition(b"\r\n\r\n")
        name_found = _NAME.search(head)
        if name_found is None:
            return None
        fields[name_found[1].decode("utf-8", "replace")].append(value.decode("utf-8", "replace"))
    return fields

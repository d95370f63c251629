"""Form fields as multipart/form-data (RFC 7578)."""

import hashlib
from collections.abc import Iterable


def multipart(fields: Iterable[tuple[str, str | bytes]], key: str) -> tuple[str, bytes]:
    """Content type and body; the same fields and key give the same bytes.

    The boundary is drawn from the batch's secret key, so that no editor and no
    reader can write it.

    Args:
        fields: Names and values; bytes stand for UTF-8 text.
        key: The batch's.
    """
    boundary = f"part-{hashlib.sha256(b'boundary' + key.encode()).hexdigest()[:32]}"
    pieces: list[bytes] = []
    for name, value in fields:
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
        pieces += (
            head.encode(),
            value if isinstance(value, bytes) else value.encode(),
            b"\r\n",
        )
    pieces.append(f"--{boundary}--\r\n".encode())
    return f"multipart/form-data; boundary={boundary}", b"".join(pieces)

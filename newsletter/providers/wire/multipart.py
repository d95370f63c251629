"""Form fields as multipart/form-data (RFC 7578)."""

import hashlib
from collections.abc import Iterable


def multipart(fields: Iterable[tuple[str, str]], key: str) -> tuple[str, bytes]:
    """Content type and body; the same fields and key give the same bytes.

    The boundary is drawn from the batch's secret key, so that no editor and no
    reader can write it.
    """
    boundary = f"part-{hashlib.sha256(b'boundary' + key.encode()).hexdigest()[:32]}"
    body = "".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields
    )
    return f"multipart/form-data; boundary={boundary}", f"{body}--{boundary}--\r\n".encode()

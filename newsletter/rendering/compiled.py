"""Compiled templates, cached between processes as Python caches its bytecode.

Compiling the twelve pages of a template takes a tenth of a short command such
as ``newsletter check``. A cache never fails: where it cannot be read or written,
the page is compiled.
"""

import os
import stat
import tempfile
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket, BytecodeCache

_DIGEST = sha256().digest_size


class CompiledTemplates(BytecodeCache):
    """Files in a folder that only this user can write to.

    Its files are executed outside the sandbox in which templates are rendered.
    So the folder belongs to the user and not to the publication, which may come
    from somebody else, and it is not used if others can write to it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """Return a key that differs by template, page and version of Jinja2."""
        return sha256(f"{jinja2.__version__}|{name}|{filename}".encode()).hexdigest()[:40]

    def load_bytecode(self, bucket: Bucket) -> None:
        """Load the bytecode of the same text, if it was compiled before."""
        with suppress(OSError):
            if self._is_ours():
                kept = (self._folder / bucket.key).read_bytes()
                digest, code = kept[:_DIGEST], kept[_DIGEST:]
                if sha256(code).digest() == digest:
                    bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Write the file completely, or not at all. Its hash comes first, as a check."""
        code = bucket.bytecode_to_string()
        with suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not self._is_ours():
                return
            number, name = tempfile.mkstemp(dir=self._folder)
            try:
                with os.fdopen(number, "wb") as file:
                    file.write(sha256(code).digest() + code)
                Path(name).replace(self._folder / bucket.key)
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise

    def _is_ours(self) -> bool:
        """Return whether the folder is this user's and nobody else may write to it."""
        about = self._folder.lstat()
        writable_by_others = about.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
        is_own = not hasattr(os, "getuid") or about.st_uid == os.getuid()
        return stat.S_ISDIR(about.st_mode) and is_own and not writable_by_others

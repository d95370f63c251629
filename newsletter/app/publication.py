"""A publication of one's own: a folder with settings that explain themselves."""

import secrets
import shutil
from pathlib import Path

from newsletter.app.files import write_whole
from newsletter.app.shipped import shipped
from newsletter.errors import DeskError

_TEMPLATES = ("helder-moment", "brief")
_IGNORED = (
    ".env\n.cache/\noutbox/\npreview/\nsubscribers/*.db*\nsubscribers/*.csv\nsubscribers/*.log\n"
)


def init(folder: Path) -> list[str]:
    """Make a publication in an empty or new folder; what to do next, in sentences.

    Raises:
        DeskError: There is one already.
    """
    for name in ("newsletter.toml", "pyproject.toml", "issues", "templates"):
        if (folder / name).exists():
            raise DeskError(
                f"{folder / name} is there already", "choose a new folder; nothing was changed"
            )
    for name in ("issues/articles", "templates", "subscribers"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for name in _TEMPLATES:
        shutil.copytree(shipped("templates") / name, folder / "templates" / name)
    settings = (Path(__file__).parent / "newsletter.toml").read_bytes()
    write_whole(folder / "newsletter.toml", settings)
    write_whole(folder / ".gitignore", _IGNORED.encode())
    write_whole(folder / ".env", f"NEWSLETTER_SECRET={secrets.token_urlsafe(32)}\n".encode())
    (folder / ".env").chmod(0o600)
    return [
        f"made a publication in {folder}",
        f"  {folder / 'newsletter.toml'}   its settings, each explained",
        f"  {folder / '.env'}   the secret that signs every link; keep it, and keep it to yourself",
        "next:",
        f"  cd {folder}",
        "  newsletter doctor                     what is still missing",
        "  newsletter article add YOUR-ARTICLE   then: newsletter draw YOUR-ARTICLE",
    ]

"""A publication is opened from its folder, and closing it twice does no harm."""

from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.app.publication import init
from newsletter.errors import ConfigError


def test_a_publication_is_opened_from_its_folder(tmp_path: Path) -> None:
    init(tmp_path / "own")
    app = Newsletter.at(tmp_path / "own")
    try:
        assert app.container.folder == tmp_path / "own"
        assert app.issue_list.rows() == []
        assert app.queue.rows() == []
    finally:
        app.close()
        app.close()


def test_a_folder_without_settings_is_no_publication(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="publication-not-here"):
        Newsletter.at(tmp_path)

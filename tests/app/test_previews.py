"""Previews: pictures from the file to their place in the mail, and the contact sheet."""

import io
from pathlib import Path

from PIL import Image

from newsletter.app import Newsletter
from tests.app.builders import with_picture


def test_a_picture_goes_from_beside_the_issue_into_the_mail_and_onto_the_pages(
    app: Newsletter, tmp_path: Path
) -> None:
    with_picture(app)
    html, text, _ = app.previews.preview("1", tmp_path)
    (kept,) = (app.container.folder / "media").glob("*.jpg")
    assert f'src="http://127.0.0.1:8000/media/{kept.name}"' in html.read_text("utf-8")
    assert 'alt="Een kale tuin" height="357"' in html.read_text("utf-8")
    assert "[Een kale tuin]" in text.read_text("utf-8")
    data, kind = app.media(kept.name) or (b"", "")
    assert (kind, Image.open(io.BytesIO(data)).size) == ("image/jpeg", (1072, 714))
    assert b"Merk van de camera" not in data
    assert app.approvals.approve("1", offline=True).done


def test_the_contact_sheet_carries_its_pictures_itself(app: Newsletter, tmp_path: Path) -> None:
    with_picture(app)
    sheet = app.previews.sheet("1", tmp_path, str, language="en")
    assert "data:image/jpeg;base64," in sheet.read_text("utf-8")
    assert "/media/" not in sheet.read_text("utf-8")

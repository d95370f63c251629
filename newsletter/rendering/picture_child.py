"""What a child process does with a picture. It imports no more than that takes."""

from collections.abc import Mapping

from newsletter.rendering.pictures import prepare, prepare_portrait


def picture_of(asked: Mapping[str, int | None], data: bytes) -> tuple[dict[str, object], bytes]:
    """Return the values of a picture, and its bytes.

    Args:
        asked: The width of its place; ``None`` for a portrait.
        data: The file.

    Raises:
        AuthorError: It cannot be used.
    """
    width = asked["width"]
    made = prepare_portrait(data) if width is None else prepare(data, place_width=width)
    values = {"name": made.name, "width": made.width, "height": made.height}
    return {**values, "moved": made.moved, "is_dark_on_clear": made.is_dark_on_clear}, made.data

"""Pictures speak to who cannot see them."""

import re

from newsletter.editorial.checks.finding import Finding
from newsletter.editorial.checks.inspected import Inspected
from newsletter.editorial.checks.naming import line_of, name_block
from newsletter.editorial.checks.wording import say
from newsletter.model.blocks import Image

_NO_ANSWER = re.compile(
    r"(?:een |an? )?(?:afbeelding|beeld|foto|plaatje|image|picture|photo|img)(?:[ _-]?\d+)?"
    r"|.*\.(?:jpe?g|png|gif|webp|heic)|[\d\W_]+|(?:IMG|DSC|PXL)[\W_]?\d.*",
    re.IGNORECASE,
)


def check_alt_texts(inputs: Inspected) -> tuple[Finding, ...]:
    """Every picture of the issue has an alt text, and it says something."""
    found = []
    for number, block in enumerate(inputs.issue.blocks):
        if not isinstance(block, Image):
            continue
        alt = block.alt.strip()
        code = "" if alt else "alt-missing"
        if alt and _NO_ANSWER.fullmatch(alt):
            code = "alt-says-nothing"
        if code:
            called, line = name_block(inputs, number), line_of(inputs, number)
            found.append(say(code, inputs.language, block=called, line=line, alt=alt))
    return tuple(found)


def check_pictures_of_the_template(inputs: Inspected) -> tuple[Finding, ...]:
    """Every ``<img>`` has an ``alt``, if only an empty one, which says: nothing to tell."""
    return tuple(
        say("picture-unspoken", inputs.language, src=image.get("src") or "img")
        for image in inputs.page.all("img")
        if image.get("alt") is None
    )

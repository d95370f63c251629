"""Check of what an issue repeats of earlier ones."""

from newsletter.editorial.checks.finding import Finding, line_of, name_block
from newsletter.editorial.checks.inspected import Inspected
from newsletter.editorial.repetition import repetitions


def check_repetition(inputs: Inspected) -> tuple[Finding, ...]:
    """Report quotes, openings and paragraphs that an earlier issue has too.

    A correction repeats what it corrects, and is not looked at.
    """
    if inputs.issue.audience.readers_of is not None:
        return ()
    return tuple(
        Finding.hint(
            one.part.value,
            block=name_block(inputs, one.block),
            line=line_of(inputs, one.block),
            issue=one.issue,
        )
        for one in repetitions(inputs.issue, inputs.earlier)
    )

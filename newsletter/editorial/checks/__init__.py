"""Preflight checks, which find faults in an issue before it is sent.

An issue, its edition and results from elsewhere (links, SpamAssassin) come in.
Findings go out: code, severity, data and line. A check is a function
``check_…(inputs: Inspected) -> tuple[Finding, ...]`` in a module of this folder, and
``run`` discovers all of them. Errors prevent approval, hints do not, and notes say what
was not checked.

    from newsletter.editorial.checks.finding import run
    from newsletter.editorial.checks.inspected import Inspected
"""

"""Preflight: what is wrong with an issue as it would go, said before it goes.

In come an issue, its edition and what others found out (how the links
answered, what SpamAssassin thinks); out go findings: code, severity, data and line. A
check is a function ``check_…(inputs: Inspected) -> tuple[Finding, ...]`` in a module of
this folder; ``run`` finds them all. Errors stop an approval, hints do not, notes
tell what was not looked at.

    from newsletter.editorial.checks.inspected import Inspected
    from newsletter.editorial.checks.run import run
"""

"""The newsletter at the terminal: one module per noun.

Words come in; the app is asked; facts come out for people or, with ``--json``,
for machines. Exit codes: 0 done, 1 refused with a reason, 2 wrong use.
"""

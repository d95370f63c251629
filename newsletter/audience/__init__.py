"""People come and go: addresses, tokens, imports, consent, preferences, suppression.

Text that people typed comes in; checked values go out. Knows nothing of issues
or providers, and no SQL.
"""

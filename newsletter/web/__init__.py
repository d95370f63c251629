"""Pages for readers and editors, and doors for machines, over HTTP.

Requests come in; the app is asked; pages and answers go out. Knows no SQL.
"""

"""Pure functions on text, and files that are written whole.

In come texts and paths, out go texts; nothing here knows what an article, an
issue or a reader is.
"""

"""Pure functions on text, and atomic writing of files.

The functions take texts and paths and return texts. Nothing here knows what an
article, an issue or a reader is.
"""

"""The structure of articles, found in the same way for every source.

Pieces (headings, paragraphs, quotes … with their lines) come in, an Article goes out:
head → opening → zones → headings → sections. Knows no file format.
"""

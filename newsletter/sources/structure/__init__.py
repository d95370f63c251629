"""The structure of articles, found in the same way for every source.

It takes pieces (headings, paragraphs, quotes … with their lines) and returns an Article:
head → opening → zones → headings → sections. It knows no file format.
"""

"""The one way from pieces to an article, the same for every source.

Pieces (headings, paragraphs, quotes … with the lines they stand on) come in, an
Article goes out: head → opening → zones → headings → sections. Knows no file format.
"""

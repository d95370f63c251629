"""From article to queue: what to draw, how an issue file reads, when it goes, what is wrong with it.

Articles, issue files and finished bytes come in as values; issues, slots and
findings go out. Pure but for reading and writing issue files. Knows nothing of
templates, people or providers.
"""

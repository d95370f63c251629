"""Articles come in: text, Markdown or HTML goes in, an Article comes out.

One module a source, found by name. Knows nothing of issues, mail or people.
"""

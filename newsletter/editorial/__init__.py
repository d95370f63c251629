"""Editorial work up to the queue: drawing, issue files, scheduling and checks.

Articles, issue files and finished bytes come in as values; issues, slots and
findings go out. Pure except for reading and writing issue files. Knows nothing of
templates, people or providers.
"""

"""The use cases of one publication: everything that an editor or a reader can do with it.

The only package that reads the clock. Parts are built when they are first needed, so a
command that shows an article opens no database.
"""

from newsletter.app.newsletter import Newsletter

__all__ = ["Newsletter"]

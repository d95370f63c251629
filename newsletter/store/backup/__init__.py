"""Backups, the journal, and what makes a restored copy safe."""

"""Tables and column types, in SQLAlchemy Core. Their history is in migrations/."""

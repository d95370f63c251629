"""Tables and column types, in SQLAlchemy Core; migrations/ has how they came to be."""

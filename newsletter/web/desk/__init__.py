"""The editors' desk: pages behind a session, one module a page."""

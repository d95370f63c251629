"""What the desk keeps: editors, how they sign in, calendar addresses, pins, and the log."""

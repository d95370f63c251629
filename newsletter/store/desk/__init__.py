"""The desk's rows: editors, sign-in, calendar addresses, pins, drafts, decisions and the log."""

"""People: subscribers, sign-ups, consent, suppression, erasure, and the audience rule as SQL."""

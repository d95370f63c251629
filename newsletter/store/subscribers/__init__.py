"""Subscribers, sign-ups, consent, suppression, erasure, and the audience rule."""

"""Dispatches row by row: freezing, claims, receipts, doubts and repeats."""

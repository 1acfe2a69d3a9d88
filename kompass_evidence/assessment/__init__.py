"""Matches in, findings and flags out: pure functions over values."""

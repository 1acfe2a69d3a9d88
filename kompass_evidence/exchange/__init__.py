"""Carries a whole workspace elsewhere in one file, and brings it back, checked."""

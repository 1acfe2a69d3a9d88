"""What a saved website was like: its structure, and how it differs from another time."""

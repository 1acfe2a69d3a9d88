"""What is kept: SQLite is the truth; everything outside it and the originals is derived."""

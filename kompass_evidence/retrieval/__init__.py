"""Passages in, ranked matches out: the encoder, the vector and lexical indexes, and search."""

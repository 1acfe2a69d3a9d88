"""Citations, scores and reviews: what may be said, and what the log of it comes to. Pure."""

"""Review in a browser: a local site that shows citations in their place and takes verdicts."""

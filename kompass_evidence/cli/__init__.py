"""Options in, exit code out: the only room that talks to a terminal."""

"""Values in, bytes or text out; nothing here decides anything."""

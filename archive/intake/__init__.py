"""From captures and saved files to documents: everything that comes in is kept first, then read and stored."""

"""Where cached results and what is known about them are kept: files, SQLite, or memory."""

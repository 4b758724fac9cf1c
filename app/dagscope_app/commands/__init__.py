"""Every command of the window, as one table of records."""

"""What undo takes back, what is unsaved, and what is to be saved. It must not read or write files."""

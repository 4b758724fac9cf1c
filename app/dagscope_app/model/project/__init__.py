"""How a folder opens, and what is made in it: its environment, a new project. It must not read or write files."""

"""A scenario's parts as a person edits them. It must not change the state or read files."""

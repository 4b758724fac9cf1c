"""The verbs `build`, `diff`, `validate`, `view` and `version` for scripts and hooks: Hamilton's command line.
No window.
"""

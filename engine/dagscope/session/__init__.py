"""A project opened: its builds, runs and values, for the worker and the command line alike. It must not know frames."""

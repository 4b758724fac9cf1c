"""What Hamilton's developers and plugins mark old names with. Nothing of the engine depends on it."""

"""Small controls that several views use. They must not know the state."""

"""What panels say, picked from the state. It must not know how it is shown."""

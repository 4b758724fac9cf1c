"""React to events, compute new state, call ports. No Qt."""

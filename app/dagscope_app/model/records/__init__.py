"""What the state is made of, as frozen records that answer for themselves. They must not know the state."""

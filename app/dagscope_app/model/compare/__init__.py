"""The sides of a comparison, their union, and what is shown of it. It must not decide what differs."""

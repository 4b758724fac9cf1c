"""What runs would do, did and left, and what is out of date. It must not start or stop anything."""

"""What window, worker and layout process say to each other. It needs the standard library alone."""

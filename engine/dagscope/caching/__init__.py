"""Results kept between runs: versions of code and data, the stores that hold them, the adapter that uses them."""

"""Everything that speaks to one third-party library; this package itself imports none of them."""

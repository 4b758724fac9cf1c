"""The grouped, layered, stable layout: pure functions on ids, sizes and edges. No Qt, no engine."""

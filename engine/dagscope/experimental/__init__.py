"""What may still change. Re-exports nothing."""

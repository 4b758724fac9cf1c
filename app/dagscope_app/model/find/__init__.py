"""Finding nodes by words, by a few letters, by the selection language. It must not change what is shown."""

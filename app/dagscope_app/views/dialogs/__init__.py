"""Windows that ask and answer: palette, questions, keyboard shortcuts. They must not decide anything."""

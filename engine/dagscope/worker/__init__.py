"""The process that runs a project's code, and the protocol it speaks. The window imports the protocol only."""

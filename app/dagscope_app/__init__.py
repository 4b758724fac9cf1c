"""The window and the command line of Dagscope. The engine never imports this package."""

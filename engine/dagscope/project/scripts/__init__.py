"""Reads drivers out of scripts and notebooks without running them."""

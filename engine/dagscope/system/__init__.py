"""What the program needs of the operating system: one protocol (`protocol`), fulfilled for POSIX and for Windows
(`current` chooses).
"""

"""The command line's verbs, one module each, on a session in this process. It must not know Qt or frames.

Exit codes: 0: done. 1: the project has problems; they stand on stderr. 2: wrong usage. A traceback is never what a user
sees for a mistake of theirs. `dagscope.command_names` lists the verbs.
"""

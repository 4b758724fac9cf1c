"""The process that runs a project's code: its threads, answers and output.
What it answers from is `dagscope.session`.
"""

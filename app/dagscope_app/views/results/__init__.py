"""The results panel: a tab a node, a viewer a kind of value.
Viewers show what they are given and ask by signals for more.
"""

"""The systems that the bench sets side by side, each in a process of its own with the interpreter that has it.

systems.py     how each is used, as its documentation says
worker.py      the process: pages in, answers out
asking.py      starts it and reads the answers
"""

"""Any record beside the page it was made of: what became of each block, and what was repaired, from the record alone.

Nothing is cleaned again: the page's bytes are decoded as the record says they were, read as blocks, and each block is
looked for among what the record says was kept and what was removed.
"""

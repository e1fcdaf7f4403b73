"""The archive of what was fetched: WARC 1.1, written by a thread of its own, read by file and offset."""

"""Whether this working tree makes the same records as another commit: ``python -m tests.compare COMMIT``.

A commit that moves code and is meant to change nothing is held to that here, on every page there is. The two sides run
in processes of their own and share nothing but the bytes of the pages; of the other commit only ``cleaners.Page``,
``cleaners.clean`` and ``outputs.record.to_record`` are asked for (``cleaners.repair`` and ``tests.demo`` by ``--time``
and ``--crawl``), so it may be laid out as it likes.
"""

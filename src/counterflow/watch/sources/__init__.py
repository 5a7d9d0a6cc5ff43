"""Read publishers' bytes into listings: one module per publisher and format, no store, no network.

``reading.read_list`` is the door; it picks the reader by content. ``watch.lists`` keeps what is
read here as dated, hashed snapshots.
"""

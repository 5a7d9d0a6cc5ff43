"""Keep lists as dated, hashed snapshots, and say how old they are.

``store`` keeps what ``watch.sources`` parsed; ``pack`` loads the watch pack of examples that is
shipped with the program; ``freshness`` tells whether a snapshot may be relied on.
"""

"""Turn the rows of a trade file into transactions, and say of every cell what became of it.

``vocabulary`` knows what column headings mean, ``mapping`` reads the user's own word on it,
``columns`` makes a ``plan`` of both, ``transactions`` follows the plan, ``explain`` and
``overview`` show it. ``native`` reads records in our own shape, those from Python too.
Stands on ``core.tables`` and ``core.text``; ``pipeline``, to the right, screens what comes out.
"""

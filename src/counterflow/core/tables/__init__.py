"""Any table in, any table out, nothing silent: delimited text, JSON, Excel and Parquet.

``reading`` opens, ``writing`` writes. To the left stands ``text``, to the right ``drawing``.
"""

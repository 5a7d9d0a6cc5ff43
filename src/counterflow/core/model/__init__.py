"""The nouns of the product, one word each (``docs/glossary.md`` defines them).

All are frozen ``msgspec`` structs: they encode to JSON in field order, so the same decision
always gives the same bytes, and they decode with types checked. Those that hold texts only are left
out of the search for cycles (``gc=False``): a list has hundreds of thousands of them. Words of the
FollowTheMoney model are used for parties and listings, words of trade documents for transactions.

``law`` and ``outcomes`` stand below all others; ``decisions`` and ``runs`` join what the rest name.
"""

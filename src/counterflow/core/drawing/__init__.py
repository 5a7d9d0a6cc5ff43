"""Draw counts, scores and positions as SVG text.

Pure functions from numbers and words to markup: no files, no network, no scripts. The same
input gives the same bytes. Colours are CSS variables (``--cf-stop`` and its like) with a light
scheme as fallback, so that a page in dark colours needs no second drawing. Stands on `errors`,
`model` and `text`; `publish` and `serve` embed what is drawn here.
"""

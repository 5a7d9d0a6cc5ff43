"""A file screened in parts that survive an interruption, on one core or several."""

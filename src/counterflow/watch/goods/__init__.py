"""Goods codes against dated, cited tables. A new table is a YAML file in ``data/goods``."""

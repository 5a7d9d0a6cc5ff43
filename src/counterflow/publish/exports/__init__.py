"""Outcomes as files: NDJSON, CSV, Parquet, XLSX and a single-file HTML report."""

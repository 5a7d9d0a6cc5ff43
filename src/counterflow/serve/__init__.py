"""Thin doors to the engine: the command line, later HTTP, pages and Spark."""

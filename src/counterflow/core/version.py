"""The version of the program, which every decision records."""

VERSION = "0.1.0"

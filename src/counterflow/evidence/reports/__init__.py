"""Turns a report into assertions with exact spans: speaker, stance, cue, authority, occasion."""

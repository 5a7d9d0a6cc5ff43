"""Work on what screening found, and watch what changes afterwards."""

"""What leads out of this machine, only where a user switches it on: pages and language models."""

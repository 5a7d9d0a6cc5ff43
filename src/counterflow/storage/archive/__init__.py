"""Keep decisions as they were taken, in sealed parts; find them by id, party and day."""

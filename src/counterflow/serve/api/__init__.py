"""The HTTP door: an API that drop-in clients of yente use, and one of our own."""

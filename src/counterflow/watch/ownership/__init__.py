"""Who owns and controls whom: dated shares, each regime's own test of them, and the reasons."""

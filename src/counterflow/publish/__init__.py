"""What leaves the house: tables of outcomes and single-file reports."""

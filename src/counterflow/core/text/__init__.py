"""Clean text without a guess: names and scripts, countries, dates.

Pure functions from what somebody wrote to what the rest of the house compares. What cannot be
read is said to be unreadable, never repaired in silence. Stands on `errors` and `model`;
`tables` and every floor above use it.
"""

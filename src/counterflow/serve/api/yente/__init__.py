"""The paths, parameters, shapes and errors of yente 5.5, answered by the engine.

Where yente leaves something out, a field is added and none is changed: every answer about lists
says which versions of them it rests on.
"""

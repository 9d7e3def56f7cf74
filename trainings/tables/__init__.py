"""Trainings, partners and cofunding as tables: what goes out is what comes back in.

`columns` says what a column is; `engagements`, `partners` and `cofunding` which ones each table
has; `incoming` reads a file back and says what it would change.
"""

"""The whole site in one file: taken while people write, checked, and put back on either database.

`rows` turns tables into lines and back, `archive` is the file and what makes it trustworthy,
`snapshot` the one moment it shows, `taking` and `restoring` the two commands, `ageing` what is
kept and for how long, `records` when a backup was last made.
"""

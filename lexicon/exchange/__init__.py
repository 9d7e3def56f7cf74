"""The lexicon in and out of files: one neutral record, and a module for each format.

A writer turns records into text, piece by piece; a reader turns a file into records that say only
what the file says. `comparing` and `importing` make proposals of them. No format knows another.
"""

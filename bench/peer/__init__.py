"""A small Wagtail site of our own with the same content: what `bench.peers` compares with.

Written as its documentation advises: page queries without their bodies, children and tags fetched
at once, the menu kept in the cache, its own search. It runs on published packages in an environment
of its own and imports nothing of ours.
"""

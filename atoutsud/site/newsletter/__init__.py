"""The newsletter: who asked for it (`subscribers`), what is new (`digest`), each letter and its
sending (`letters`), and what readers see of it (`pages`). Nothing in it follows anybody."""

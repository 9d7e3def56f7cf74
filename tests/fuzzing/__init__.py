"""Readers of foreign files and texts, given what nobody would write."""

"""Links that lead nowhere: to this site (`inside`), told at each save, and elsewhere, asked for
patiently by `manage.py check_links` and kept for editors (`records`)."""

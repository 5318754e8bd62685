"""docs/gallery.md: every part of every family, with a picture."""

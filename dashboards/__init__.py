"""Pages that read and start studies; they hold no model logic."""

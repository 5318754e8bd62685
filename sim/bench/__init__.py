"""The frozen benchmark: one scenario, the same rules as plain Mesa objects, and what they cost."""

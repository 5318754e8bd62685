"""Who plays: executives, candidates and shareholders. Goals never leave this package."""

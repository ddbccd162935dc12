"""Numbered, forward-only migrations, and the views that are the contract with analysts."""

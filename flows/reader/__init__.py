"""The reader: a small read-only web page over the published snapshot, on this machine only."""

"""Storage: the DuckDB warehouse, its migrations, loads, views and published snapshots."""

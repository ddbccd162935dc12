"""From sources to articles, without Prefect: read, fetch, extract, clean, recognise duplicates."""

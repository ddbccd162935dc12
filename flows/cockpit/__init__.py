"""The Prefect server with its pages, kept to this machine."""

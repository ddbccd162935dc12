"""Orchestration: what runs, when, with which settings. The only place that knows Prefect."""

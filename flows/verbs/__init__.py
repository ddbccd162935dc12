"""The verbs of the command line: what each takes and says of itself. What they do lives beside this package."""

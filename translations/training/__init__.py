"""Training of small Argos-format packages (extra `train`)."""

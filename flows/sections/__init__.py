"""The sections of config.yaml, one module each: what may be written in it, and the defaults."""

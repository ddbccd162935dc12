"""Another name for `tiny_package` (tests/tiny_package.py), where the builder of small test packages lives."""

from tiny_package import *  # noqa: F403

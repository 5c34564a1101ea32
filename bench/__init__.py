"""Benchmarks: each figure is a ratio against a named baseline that was measured in the same run.

`python -m bench [subjects] [--quick]`; the results stand in `docs/performance.md`.
"""

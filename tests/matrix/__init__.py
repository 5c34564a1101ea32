"""Every screen in every language and theme, measured against the criteria of accessibility.

`python -m tests.matrix` goes over all of them; `test_matrix.py` over a choice in which every pair is met.
"""

"""Every screen in every language and theme, measured against the criteria of accessibility.

`python -m tests.matrix` goes over all of them; `test_matrix.py` over each screen once, so that each
language is met with each theme; `python -m tests.matrix.gallery` takes pictures of them for reviewers.
"""

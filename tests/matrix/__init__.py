"""Every screen in every language and theme, measured against the criteria of accessibility.

`python -m tests.matrix` goes over all of them; `python -m tests.matrix.gallery` takes pictures of them for reviewers.
"""

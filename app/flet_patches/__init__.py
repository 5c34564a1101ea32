"""What Flet 1.0.5 does otherwise than the app needs.

Each module says under "Upstream" which issue or change of Flet ends it. Where none is known, a test fails once Flet
does it by itself.
"""

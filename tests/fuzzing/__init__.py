"""What strangers may send, made at random, and what must be true of every answer to it.

One file for each kind of input. A file has `TARGETS`, a tuple of `tests.fuzzing.target.Target`; `tests/fuzz.py` and
`tests/test_fuzz.py` find it by itself. Another kind is another file here, and nothing else.
"""

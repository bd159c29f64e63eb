"""The tests, in the same tree as the code; `support/` holds the people and the world they live in."""

import os

# Before NumPy is there. Matrices are small here: a second thread, also in the processes that tests start, costs more
# than it brings.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

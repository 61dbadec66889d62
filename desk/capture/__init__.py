"""Cameras and the reading of their frames: the only place that knows OpenCV, Pillow, zxing and zbar.

Reading a code multiplies small matrices, and OpenBLAS starts a thread per core for each: on a desk laptop
that makes reading nearly twice as slow (144 against 84 ms measured). It reads its setting when numpy is
first imported, so the setting stands here, before anything of this package can import numpy. Whoever set it
outside knows better and is left alone.
"""

import os

from desk.capture.given_back import give_pictures_back

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
give_pictures_back()

"""Angles of NumPy's old generator, for the "lines" benchmark: 256 starts, then 256 ends, from RandomState(0).

  goldens_lines.py             (rewrites src/test/resources/golden/lines_pairs.safetensors)
"""
import numpy as np
from safetensors.numpy import save_file

from goldens import FOLDER

random = np.random.RandomState(0)
starts = random.rand(256) * 2 * np.pi
ends = random.rand(256) * 2 * np.pi
save_file({"starts": starts, "ends": ends}, FOLDER / "lines_pairs.safetensors")

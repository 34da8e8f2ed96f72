"""The benchmark's modules are scripts beside each other."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent))

"""`python -m proofcheck`: the command line."""

import sys

from proofcheck.cli import main

sys.exit(main())

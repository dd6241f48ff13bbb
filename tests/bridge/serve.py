"""`python -m engines.serve`, for a child that knows the sleeper too."""

import sys

import engines
from engines.serve import main
from tests.bridge import SLEEPER

if __name__ == "__main__":
    engines.ENGINES["sleeper"] = SLEEPER
    main(sys.argv[1:])

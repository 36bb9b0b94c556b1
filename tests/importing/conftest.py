"""The real papers are public but not ours to ship: their tests are collected only where ETHICS_PAPERS names a folder."""

import os

collect_ignore = [] if os.environ.get("ETHICS_PAPERS") else ["test_real_papers.py"]

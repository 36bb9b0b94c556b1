"""What one request may wait for, all of it together, stays under the time after which gunicorn ends its process."""

import runpy

from ethics import ROOT
from ethics.importing import clamav, pdf
from ethics.web import post, transaction

ONE_MESSAGE = 4 * post.PATIENCE
"""A message is begun in time, and a mail server may then be slow at reaching, greeting, taking and parting."""
OUR_OWN = 10
"""What is left for the program itself and its database."""


def test_a_slow_scanner_a_slow_file_and_a_slow_mail_server_end_no_process() -> None:
    time_out = runpy.run_path(str(ROOT / "deploy" / "gunicorn.conf.py"))["timeout"]
    bringing_in = clamav.PATIENCE + pdf.PATIENCE
    telling = transaction.LONGEST + ONE_MESSAGE
    assert bringing_in + OUR_OWN < time_out
    assert telling + OUR_OWN < time_out

# SPDX-License-Identifier: GPL-3.0-or-later
"""Every case, in the order of the page."""
from . import gp_one_point

cases = [
    gp_one_point.case,
]

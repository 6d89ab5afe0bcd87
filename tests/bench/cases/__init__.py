# SPDX-License-Identifier: GPL-3.0-or-later
"""Every case, in the order of the page."""
from . import domain_check, expressions, fmu, gaussian_processes, networks, polynomial_chaos
from . import gp_fit

cases = [
    *gaussian_processes.cases,
    gp_fit.case_500,
    gp_fit.case_1000,
    polynomial_chaos.one_point_case,
    polynomial_chaos.batch_case,
    polynomial_chaos.least_squares_case,
    polynomial_chaos.sparse_case,
    *networks.cases,
    *expressions.cases,
    fmu.live,
    fmu.sweep,
    domain_check.case,
]

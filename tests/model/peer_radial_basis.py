#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints the rows of tst_radial_basis_regressor's test againstNumpy: the augmented system of radial functions and a plane,
solved as it stands, at one point, without and with smoothing."""
import numpy as np

i = np.arange(1, 31)
design = np.stack([(0.5 + i * 0.754877666246693) % 1.0, (0.5 + i * 0.5698402909980532) % 1.0], 1)
values = np.sin(3 * design[:, 0]) + design[:, 1] ** 2 + 0.05 * np.cos(17.0 * (i - 1))
scales, point = np.array([1.5, 0.8]), np.array([[0.3, 0.7]])
functions = {
    "cubic": lambda r: r**3,
    "thin-plate": lambda r: np.where(r > 0, r * r * np.log(np.maximum(r, 1e-300)), 0.0),
    "multiquadric": lambda r: -np.sqrt(1 + r * r),
    "gaussian": lambda r: np.exp(-r * r),
}


def distances(a, b):
    return np.sqrt((((a[:, None] - b[None]) * scales) ** 2).sum(-1))


for number, (name, phi) in enumerate(functions.items()):
    matrix = phi(distances(design, design))
    plane = np.column_stack([np.ones(30), design])
    answers = []
    for smoothing in (0, 0.01):
        whole = np.block([[matrix + smoothing * abs(matrix).mean() * np.eye(30), plane], [plane.T, np.zeros((3, 3))]])
        solved = np.linalg.solve(whole, np.concatenate([values, np.zeros(3)]))
        answers.append((phi(distances(point, design)) @ solved[:30] + np.array([1, *point[0]]) @ solved[30:])[0])
    print(f'QTest::newRow("{name}") << {number} << {answers[0]:.15g} << {answers[1]:.15g};')

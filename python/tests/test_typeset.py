"""Formulas of the pages, in plain letters, as the site shows them."""
from __future__ import annotations

import sys

import pytest
from conftest import ROOT

sys.path.insert(0, str(ROOT / "docs" / "site"))
from typeset import typeset, typeset_page  # noqa: E402


@pytest.mark.parametrize("plain, shown", [
    ("s_K(W_L) >= gap/r", "s<sub>K</sub>(W<sub>L</sub>) ≥ gap/r"),
    ("||(I-P) W_{L-1}||_F^2 <= (m-K) eps2", "‖(I-P) W<sub>L-1</sub>‖<sub>F</sub><sup>2</sup> ≤ (m-K) ε<sub>2</sub>"),
    ("W_{l+1}^T W_{l+1}", "W<sub>l+1</sub><sup>T</sup> W<sub>l+1</sub>"),
    ("(1-gamma) sqrt(N)", "(1-γ) √(N)"),
    ("a < b & c", "a &lt; b &amp; c"),
    ("tr Sigma_W/tr Sigma_B", "tr Σ<sub>W</sub>/tr Σ<sub>B</sub>"),
    ("no formula, a multiple, lambdas", "no formula, a multiple, lambdas"),
])
def test_a_formula(plain, shown):
    assert typeset(plain) == shown


def test_code_is_left_alone():
    assert typeset_page("<p>s_K <code>s_K &lt; eps1</code></p>") == "<p>s<sub>K</sub> <code>s_K &lt; eps1</code></p>"

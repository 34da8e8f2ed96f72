"""Guards: each broken environment is set in a process of its own, and refused there."""

import os
import platform
import subprocess
import sys
import textwrap

import numpy as np
import pytest

from solver.verified.environment import UnsafeArithmeticError, check_arithmetic

X86 = pytest.mark.skipif(platform.machine() != "x86_64" or sys.platform != "linux", reason="sets x86 MXCSR by glibc")

# fenv_t of glibc on x86-64: 28 bytes of x87 state, then MXCSR. FTZ is bit 15, DAZ bit 6; rounding mode bits 13 and 14.
SETTER = """
import ctypes
libm = ctypes.CDLL("libm.so.6")
def set_mxcsr(bits):
    state = (ctypes.c_uint32 * 8)()
    libm.fegetenv(state)
    state[7] = (state[7] & ~0xE040) | bits
    libm.fesetenv(state)
"""
CERTIFY = """
from solver import certify
from solver.verified.environment import UnsafeArithmeticError
from solver.instances import random_instance
problem = random_instance(3, 3, 2, 2, 2, 2, seed=0)
try:
    certify(problem, [[0, 0], [0, 0]], [[0, 0], [0, 0]])
except UnsafeArithmeticError as error:
    print("refused:", error)
"""


def run(code, threads="2"):
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": threads, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-W", "ignore", "-c", textwrap.dedent(code)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout


def test_this_process_is_fine():
    check_arithmetic()
    assert run(SETTER + CERTIFY) == ""


@pytest.mark.slow
@X86
@pytest.mark.parametrize(
    ("bits", "reason"),
    {
        "flush to zero": (0x8000, "flushed to zero"),
        "denormals are zero": (0x0040, "flushed to zero"),
        "downward": (0x2000, "rounding mode"),
        "upward": (0x4000, "rounding mode"),
        "toward zero": (0x6000, "rounding mode"),
    }.values(),
)
def test_a_changed_floating_point_environment_is_refused(bits, reason):
    assert reason in run(SETTER + CERTIFY.replace("try:", f"set_mxcsr({bits})\ntry:"))


@pytest.mark.slow
@X86
@pytest.mark.parametrize("bits", [0x2000, 0x4000, 0x6000, 0x8040])
def test_one_blas_thread_in_another_mode_is_refused(bits):
    """Threads inherit the mode they are started in: BLAS starts its own under the wrong one; main returns."""
    start = f"set_mxcsr({bits})\nimport numpy\n(numpy.ones((600, 600)) @ numpy.ones((600, 600)))\nset_mxcsr(0)\n"
    assert "a matrix product" in run(SETTER + start + CERTIFY)


def strassen(left, right):
    (a, b, c, d), (e, f, g, h) = quarters(left), quarters(right)
    p = (a + d) @ (e + h), (c + d) @ e, a @ (f - h), d @ (g - e), (a + b) @ h, (c - a) @ (e + f), (b - d) @ (g + h)
    return np.block([[p[0] + p[3] - p[4] + p[6], p[2] + p[4]], [p[1] + p[3], p[0] - p[1] + p[2] + p[5]]])


def quarters(matrix):
    r, c = (size // 2 for size in matrix.shape)
    return matrix[:r, :c], matrix[:r, c:], matrix[r:, :c], matrix[r:, c:]


PRODUCTS = {
    "Strassen": (strassen, "Strassen"),
    "float32": (lambda a, b: (a.astype(np.float32) @ b.astype(np.float32)).astype(float), "a matrix product"),
    "split into float32 pairs": (
        lambda a, b: a.astype(np.float32).astype(float) @ b + (a - a.astype(np.float32)).astype(np.float32) @ b * 0,
        "a matrix product",
    ),
    "flushing": (lambda a, b: np.where(abs(a @ b) < 2.0**-1022, 0.0, a @ b), "subnormal"),
    "one wrong entry": (lambda a, b: a @ b + np.pad([[2.0**-52]], (100, 155)), "a matrix product"),
}


@pytest.mark.parametrize("name", PRODUCTS)
@pytest.mark.filterwarnings("ignore:underflow encountered")
def test_products_that_are_not_plain_float64_are_refused(name):
    product, reason = PRODUCTS[name]
    with pytest.raises(UnsafeArithmeticError, match=reason), np.errstate(all="ignore"):
        check_arithmetic(product)

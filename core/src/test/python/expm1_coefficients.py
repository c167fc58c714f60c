"""Derives the polynomial coefficients of ScalarMath (needs numpy).

    exp(r) = 1 + r + E2 r^2 + E3 r^3 + E4 r^4 + E5 r^5 + E6 r^6,   |r| <= ln(2) / 2

which is what is left of an argument after the multiple of ln(2) is taken away. The first two coefficients are fixed,
so that expm1(r) = r for tiny r. The others make the largest relative error of exp as small as can be. They are rounded
to float one after the other, each time with a new fit of those that remain.
"""

import numpy as np

NAMES = ("E2", "E3", "E4", "E5", "E6")


def minimax(basis, target):
    """Lawson's algorithm: least squares, the weights multiplied by the error until that is level."""
    weights = np.full(len(target), 1 / len(target))
    best, best_error = None, np.inf
    for _ in range(3000):
        root = np.sqrt(weights)
        coefficients = np.linalg.lstsq(basis * root[:, None], target * root, rcond=None)[0]
        error = np.abs(basis @ coefficients - target)
        if error.max() < best_error:
            best, best_error = coefficients, error.max()
        weights *= error
        weights /= weights.sum()
    return best, best_error


def minimax_in_float(basis, target):
    """The same with coefficients that are floats, in the order of the columns."""
    rest = target
    rounded = []
    for k in range(basis.shape[1]):
        coefficients, _ = minimax(basis[:, k:], rest)
        rounded.append(np.float32(coefficients[0]))
        rest = rest - basis[:, k] * np.float64(rounded[-1])
    return rounded, np.abs(rest).max()


def java_hex(x):
    """A hexadecimal literal without trailing zeros."""
    fraction, exponent = float(x).hex().split("p")
    return fraction.rstrip("0").rstrip(".") + "p" + str(int(exponent)) + "f"


if __name__ == "__main__":
    limit = np.log(2) / 2 * 1.0001  # a little more, for the rounding of the reduction
    r = limit * np.cos(np.linspace(0, np.pi, 2001))
    relative = np.exp(-r)
    basis = np.stack([relative * r**k for k in range(2, 7)], axis=1)
    target = relative * (np.expm1(r) - r)

    _, ideal = minimax(basis, target)
    coefficients, error = minimax_in_float(basis, target)
    for name, c in zip(NAMES, coefficients):
        print(f"{name} = {java_hex(c):<17} {c!s:>13}  bits 0x{c.view(np.uint32):08x}")
    print(f"largest relative error of exp(r): {error:.3e}, unrounded coefficients {ideal:.3e}")

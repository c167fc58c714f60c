"""Arrays in NumPy's files.

Usage (needs `pip install numpy`):

    python golden_numpy.py            write every file to ../resources/golden/numpy
"""

import pathlib

import numpy as np

FOLDER = pathlib.Path(__file__).parent / "../resources/golden/numpy"


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    for kind in ("f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4"):
        first = 0 if kind.startswith("u") else -6
        np.save(FOLDER / f"{kind}.npy", np.arange(first, first + 12).astype(kind).reshape(2, 2, 3))
    x = np.arange(-6, 6).astype("f4").reshape(2, 2, 3)
    np.save(FOLDER / "f4_big.npy", x.astype(">f4"))
    np.save(FOLDER / "f4_fortran.npy", np.asfortranarray(x))
    np.save(FOLDER / "large_i8.npy", np.array([16777216, 16777217]))
    np.save(FOLDER / "c16.npy", np.array([1j]))
    arrays = {"x": x, "single": np.float32(3), "empty": np.zeros((0, 4))}
    np.savez(FOLDER / "several.npz", **arrays)
    np.savez_compressed(FOLDER / "compressed.npz", **arrays)


if __name__ == "__main__":
    main()

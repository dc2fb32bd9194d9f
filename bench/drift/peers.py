"""Does what the drift engine does with numpy, scipy and Evidently, on request: one line in, one JSON line out.

Arguments: folder with reference.bin and current.bin (float64, shape (columns, rows)), number of columns.
"""

import json
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from scipy import stats

Numbers: TypeAlias = "np.ndarray[Any, np.dtype[np.float64]]"


def load(folder: Path, name: str, columns: int) -> Numbers:
    return np.fromfile(folder / f"{name}.bin", dtype=np.float64).reshape(columns, -1)


def psi(reference: Numbers, current: Numbers) -> float:
    r, c = np.maximum(reference, 1e-4), np.maximum(current, 1e-4)
    return float(np.sum((c - r) * np.log(c / r)))


class Peers:
    """The reference is prepared beforehand, as the engine's is: deciles and the reference's shares in them."""

    def __init__(self, folder: Path, columns: int) -> None:
        self.reference = load(folder, "reference", columns)
        self.current = load(folder, "current", columns)
        self.edges = [np.quantile(column, np.linspace(0, 1, 11)) for column in self.reference]
        for edges in self.edges:
            edges[0], edges[-1] = -np.inf, np.inf
        self.shares = [self.by_search(column, edges) for column, edges in zip(self.reference, self.edges, strict=True)]

    @staticmethod
    def by_search(values: Numbers, edges: Numbers) -> Numbers:
        bins = np.searchsorted(edges[1:-1], values)
        return np.bincount(bins, minlength=10) / len(values)

    def numpy_psi(self) -> list[float]:
        """numpy.histogram, as people write it."""
        return [
            psi(shares, np.histogram(column, edges)[0] / len(column))
            for column, edges, shares in zip(self.current, self.edges, self.shares, strict=True)
        ]

    def numpy_psi_search(self) -> list[float]:
        """searchsorted and bincount, quicker."""
        return [
            psi(shares, self.by_search(column, edges))
            for column, edges, shares in zip(self.current, self.edges, self.shares, strict=True)
        ]

    def scipy_ks(self) -> list[float]:
        pairs = zip(self.reference, self.current, strict=True)
        return [float(stats.ks_2samp(reference, current, method="asymp").statistic) for reference, current in pairs]

    def scipy_exact(self) -> list[float]:
        pairs = list(zip(self.reference, self.current, strict=True))
        distances = [float(stats.wasserstein_distance(reference, current)) for reference, current in pairs]
        return [*self.scipy_ks(), *distances]

    def evidently_report(self) -> list[float]:
        """Report and result; the frames are there before, as the engine's columns are."""
        snapshot = self.report.run(self.frames[1], self.frames[0])
        return [float(len(snapshot.dict()["metrics"]))]

    def prepare_evidently(self) -> None:
        import pandas as pd
        from evidently import Report
        from evidently.presets import DataDriftPreset

        names = [f"c{index}" for index in range(len(self.reference))]
        self.frames = [pd.DataFrame(dict(zip(names, data, strict=True))) for data in (self.reference, self.current)]
        self.report = Report([DataDriftPreset()])


def main() -> None:
    warnings.simplefilter("ignore")
    peers = Peers(Path(sys.argv[1]), int(sys.argv[2]))
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        name = line.strip()
        if name == "evidently_report":
            peers.prepare_evidently()
        run: Callable[[], list[float]] = getattr(peers, name)
        start = time.perf_counter()
        figures = run()
        milliseconds = (time.perf_counter() - start) * 1000
        print(json.dumps({"milliseconds": milliseconds, "figures": figures}), flush=True)


main()

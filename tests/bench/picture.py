"""Draws the measured times with two logarithmic axes."""

from pathlib import Path

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure


def draw(found: dict[str, dict[int, float]], folder: Path) -> Path:
    """Save a PNG in ``folder`` with one line for each peer, and return its path."""
    figure = Figure(figsize=(9, 5), dpi=120, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    for name, row in sorted(found.items(), key=lambda item: -item[1][max(item[1])]):
        ours = name == "jiuye's index"
        style = "--" if name.startswith("just") else "-"
        axes.plot(list(row), list(row.values()), style, marker="o", linewidth=3 if ours else 1.2, label=name)
    axes.set(xscale="log", yscale="log", xlabel="students", ylabel="ms a posting (median)")
    axes.grid(alpha=0.3)
    figure.legend(fontsize=8, loc="outside right upper")  # inside the axes it would hide lines
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "bench.png"
    figure.savefig(path)
    return path

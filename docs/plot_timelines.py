#!/usr/bin/env python3
# plot_timelines.py -- draws timeline.csv of some result directories as one SVG: busy GPUs and queued jobs over time.
"""usage: plot_timelines.py OUT.svg NAME=DIR [NAME=DIR ...]"""
import csv
import pathlib
import sys

WIDTH, PANEL, LEFT, RIGHT, TOP, GAP = 860, 170, 56, 16, 44, 40
COLOURS = ["#b4541f", "#1f6fb4", "#3c8d40", "#7a4fa3"]
PANELS = [("busy_gpus", "busy GPUs"), ("queued_jobs", "queued jobs")]


def read(directory):
    with open(pathlib.Path(directory) / "timeline.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {key: [float(row[key] or 0) for row in rows] for key in ("time_s", "busy_gpus", "queued_jobs")}


def nice_ticks(top):
    step = 10 ** len(str(int(top / 4))) / 10
    while top / step > 5:
        step *= 2
    return [i * step for i in range(int(top / step) + 1)]


def steps(times, values, x, y):
    points = []
    for i, value in enumerate(values):
        if i > 0:
            points.append(f"{x(times[i]):.1f},{y(values[i - 1]):.1f}")
        points.append(f"{x(times[i]):.1f},{y(value):.1f}")
    return " ".join(points)


def draw(out, panels, end):
    """An SVG of panels (title, {name: (times, values)}) over time until `end`; a name has one colour in all of them."""
    names = list(panels[0][1])
    height = TOP + len(panels) * (PANEL + GAP)

    def x(seconds):
        return LEFT + seconds / end * (WIDTH - LEFT - RIGHT)

    svg = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" font-size="12">',
           f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>']
    for i, name in enumerate(names):
        at = LEFT + i * 170
        svg.append(f'<line x1="{at}" y1="18" x2="{at + 26}" y2="18" stroke="{COLOURS[i]}" stroke-width="3"/>')
        svg.append(f'<text x="{at + 32}" y="22">{name}</text>')
    for index, (title, curves) in enumerate(panels):
        base = TOP + index * (PANEL + GAP) + PANEL
        most = max(max(values) for _, values in curves.values()) or 1

        def y(value, base=base, most=most):
            return base - value / most * (PANEL - 16)

        svg.append(f'<text x="{LEFT}" y="{base - PANEL + 8}" font-weight="bold">{title}</text>')
        for tick in nice_ticks(most):
            svg.append(f'<line x1="{LEFT}" y1="{y(tick):.1f}" x2="{WIDTH - RIGHT}" y2="{y(tick):.1f}" stroke="#dddddd"/>')
            svg.append(f'<text x="{LEFT - 6}" y="{y(tick) + 4:.1f}" text-anchor="end" fill="#555555">{tick:g}</text>')
        for hour in range(0, int(end / 3600) + 1, max(1, int(end / 3600 / 12))):
            svg.append(f'<text x="{x(hour * 3600):.1f}" y="{base + 15}" text-anchor="middle" fill="#555555">{hour} h</text>')
        for name, (times, values) in curves.items():
            svg.append(f'<polyline points="{steps(times, values, x, y)}" fill="none" stroke="{COLOURS[names.index(name)]}" stroke-width="1.6"/>')
    svg.append("</svg>")
    pathlib.Path(out).write_text("\n".join(svg) + "\n", encoding="utf-8")


def main():
    out, named = sys.argv[1], [argument.split("=", 1) for argument in sys.argv[2:]]
    data = {name: read(directory) for name, directory in named}
    draw(out, [(title, {name: (run["time_s"], run[key]) for name, run in data.items()}) for key, title in PANELS],
         max(run["time_s"][-1] for run in data.values()))


if __name__ == "__main__":
    main()

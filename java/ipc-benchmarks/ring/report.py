#!/usr/bin/env python3
"""Makes Markdown tables of what measure.py left: report.py FILE [--limit NS].

A measurement is near if the bare round trips before and after it were both below the limit, far if both were not; else the
machine changed meanwhile, and the measurement is left out. Ratios are those within one round, near with near and far with far.
"""
import argparse
import collections
import pathlib
import statistics

NAMES = {
    "cpp": "C++ ↔ C++",
    "c-indices": "C, two indices",
    "c-lapped": "C, number in each slot",
    "c-lapped-128": "the same, 128 slots, no PAUSE",
    "java25": "Java 25 ↔ Java 25",
    "java25-cpp": "Java 25 → C++",
    "cpp-java25": "C++ → Java 25",
    "java17": "Java 17 (JNA) ↔ Java 17",
    "agrona": "Agrona write",
    "agrona-claim": "Agrona tryClaim",
    "java25-try": "Java 25, trySend/tryReceive",
    "java17-try": "Java 17 (JNA), trySend/tryReceive",
}
C_RINGS = ["c-indices", "c-lapped", "c-lapped-128"]
AGRONA = ["agrona", "agrona-claim"]
# what, figure, size, the value, numerator, denominators (the best of them), target
RATIOS = [
    ("Java 25 / C++", "rtt", 64, "p50", "java25", ["cpp"], 1.25),
    ("Java 25 / C++", "rtt", 1024, "p50", "java25", ["cpp"], 1.1),
    ("Java 25 / Agrona", "rtt", 64, "p50", "java25", AGRONA, 0.85),
    ("Java 25 / Agrona", "rtt", 1024, "p50", "java25", AGRONA, None),
    ("C++ / best C ring", "rtt", 64, "p50", "cpp", C_RINGS, 1.0),
    ("C++ / best C ring that pauses", "rtt", 64, "p50", "cpp", C_RINGS[:2], 1.0),
    ("C++ / best C ring", "rtt", 1024, "p50", "cpp", C_RINGS, None),
    ("Java 17 / Java 25", "rtt", 64, "p50", "java17", ["java25"], 1.25),
    ("Java 17 / Java 25", "rtt", 1024, "p50", "java17", ["java25"], 1.25),
    ("C++ / best C ring", "way", 64, "rate", "cpp", C_RINGS, 2),
    ("C++ / best C ring", "way", 1024, "rate", "cpp", C_RINGS, 2),
    ("Java 25 / C++", "way", 64, "rate", "java25", ["cpp"], 0.75),
    ("Java 25 / C++", "way", 1024, "rate", "java25", ["cpp"], 0.75),
    ("Java 25 / Agrona", "way", 64, "rate", "java25", AGRONA, 1.5),
    ("Java 25 / Agrona", "way", 1024, "rate", "java25", AGRONA, 1.5),
    ("Java 17 / Java 25", "way", 64, "rate", "java17", ["java25"], 0.8),
    ("Java 17 / Java 25", "way", 1024, "rate", "java17", ["java25"], 0.8),
    ("3 producers / 1, C++", "merge", 64, "rate", "cpp-3", ["cpp-1"], 1),
    ("3 producers / 1, Java 25", "merge", 64, "rate", "java25-3", ["java25-1"], 1),
]
FIGURES = {"rtt": "round trip, ns", "way": "one way, M messages/s", "merge": "merging, M messages/s"}
RECOVERY_MICROS = 100_000
PAGE = 4096

Line = collections.namedtuple("Line", "round figure size peer phase values other")


def values(text):
    return {key: float(value) for key, value in (word.split("=") for word in text.split() if "=" in word)}


def read(file, limit):
    lines = []
    for text in file.read_text(encoding="utf-8").splitlines():
        if text.startswith("#"):
            continue
        round_, figure, size, peer, before, after, measured, other = text.split("\t")
        near = [float(trip) < limit for trip in (before, after)]
        phase = "failed" if measured == "failed" else "flipped" if near[0] != near[1] else "near" if near[0] else "far"
        lines.append(Line(int(round_), figure, int(size), peer, phase, values(measured), values(other)))
    return lines


def table(head, rows):
    return "\n".join("| " + " | ".join(row) + " |" for row in [head, ["---"] * len(head), *rows])


def spread(found, form):
    return f"{form} [{form} – {form}]".format(statistics.median(found), min(found), max(found)) if found else "–"


def of(lines, figure, size, peer, key, phase):
    """{round: value}"""
    wanted = (figure, size, peer, phase)
    return {line.round: line.values[key] for line in lines if (line.figure, line.size, line.peer, line.phase) == wanted}


def figures_table(lines, phase):
    columns = [("rtt", 64, "p50"), ("rtt", 64, "p99"), ("rtt", 1024, "p50"), ("rtt", 1024, "p99"), ("way", 64, "rate"), ("way", 1024, "rate")]
    rows = []
    for peer, name in NAMES.items():
        cells = [
            spread(list(of(lines, figure, size, peer, key, phase).values()), "{:.1f}" if figure == "way" else "{:.0f}")
            for figure, size, key in columns
        ]
        if any(cell != "–" for cell in cells):
            rows.append([name, *cells])
    head = [phase, "64 B p50, ns", "p99", "1 KiB p50, ns", "p99", "64 B, M/s", "1 KiB, M/s"]
    return table(head, rows) if rows else ""


def ratios(lines, figure, size, key, numerator, denominators, phase):
    best = max if key == "rate" else min
    above = of(lines, figure, size, numerator, key, phase)
    below = [of(lines, figure, size, peer, key, phase) for peer in denominators]
    rounds = [round_ for round_ in above if any(round_ in found for found in below)]
    return [above[round_] / best(found[round_] for found in below if round_ in found) for round_ in rounds]


def ratios_table(lines):
    rows = []
    for what, figure, size, key, numerator, denominators, target in RATIOS:
        found = {phase: ratios(lines, figure, size, key, numerator, denominators, phase) for phase in ["near", "far"]}
        if not any(found.values()):
            continue
        judged = found["near"] or found["far"]
        at_most = key == "p50"
        reached = target and (statistics.median(judged) <= target if at_most else statistics.median(judged) >= target)
        goal = f"{'≤' if at_most else '≥'} {target} {'reached' if reached else '**missed**'}" if target else "–"
        cells = [f"{spread(found[phase], '{:.2f}')} ({len(found[phase])})" if found[phase] else "–" for phase in found]
        middle = ratios(lines, figure, size, "middle", numerator, denominators, "near") if key == "p50" else []
        cells.append(f"{statistics.median(middle):.2f}" if middle else "–")
        rows.append([FIGURES[figure], f"{size} B", what, *cells, goal])
    return table(["", "", "ratio", "near (rounds)", "far (rounds)", "near, middle half", "target"], rows) if rows else ""


def merge_table(lines):
    rows = []
    for peer, name in [("cpp", "C++"), ("java25", "Java 25")]:
        for count in [1, 3]:
            own = [line.values for line in lines if line.figure == "merge" and line.peer == f"{peer}-{count}" and line.values]
            if own:
                cells = [spread([found[key] for found in own], form) for key, form in [("rate", "{:.1f}"), ("fairness", "{:.2f}")]]
                rows.append([f"{name}, {count} to one", *cells])
    return table(["64 B, 2 processors, yielding, all phases", "M/s", "slowest / fastest"], rows) if rows else ""


def recovery(lines):
    own = [line.values for line in lines if line.figure == "recovery" and line.values]
    if not own:
        return ""
    p99 = [found["gap_p99_us"] for found in own]
    reached = "reached" if max(p99) <= RECOVERY_MICROS else "**missed**"
    return (
        f"{sum(found['deaths'] for found in own):.0f} producers killed in a claim, one each 50 ms: the others' longest gap, µs, "
        f"p50 {spread([found['gap_p50_us'] for found in own], '{:.0f}')}, p99 {spread(p99, '{:.0f}')}, "
        f"max {max(found['gap_max_us'] for found in own):.0f}; target p99 ≤ {RECOVERY_MICROS}: {reached}."
    )


def bytes_of(allocated):
    return f"{allocated:.1f}" if allocated >= 0.05 else "0"


def allocation_table(lines):
    rows = []
    for peer, name in NAMES.items():
        own = [line for line in lines if line.peer == peer and (line.values.get("allocated") is not None or line.other)]
        if own:
            cells = []
            for figures in [["rtt"], ["way", "try"]]:
                found = [
                    side["allocated"] for line in own if line.figure in figures for side in (line.values, line.other) if "allocated" in side
                ]
                cells.append(f"{bytes_of(statistics.median(found))} (at most {max(found):.4f})" if found else "–")
            rows.append([name, *cells])
    return table(["B for each message, both sides", "round trips", "one way"], rows) if rows else ""


def memory(lines):
    parts = []
    for line in lines:
        if line.figure == "memory" and line.values:
            lanes, capacity = line.values["lanes"], line.values["capacity"]
            most = lanes * capacity + (2 + lanes) * PAGE
            reached = "reached" if max(line.values["size"], line.values["reserved"]) <= most else "**missed**"
            parts.append(
                f"A channel of {lanes:.0f} lanes of {capacity:.0f} B: {line.values['size']:.0f} B, {line.values['reserved']:.0f} reserved; "
                f"target ≤ {most:.0f}: {reached}."
            )
    return "\n".join(parts)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=pathlib.Path)
    parser.add_argument("--limit", type=float, default=250, help="ns of the bare round trip between near and far")
    options = parser.parse_args()
    lines = read(options.file, options.limit)
    phases = collections.Counter(line.phase for line in lines)
    counted = ", ".join(f"{phases[phase]} {phase}" for phase in ["near", "far", "flipped", "failed"])
    parts = [
        f"{len(lines)} measurements: {counted}. Medians [lowest – highest].",
        ratios_table(lines),
        figures_table(lines, "near"),
        figures_table(lines, "far"),
        merge_table(lines),
        recovery(lines),
        allocation_table(lines),
        memory(lines),
    ]
    print("\n\n".join(part for part in parts if part))


if __name__ == "__main__":
    main()

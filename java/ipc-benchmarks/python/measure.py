#!/usr/bin/env python3
"""Measures send_bytes round trips of Java and Python: measure.py FOLDER leaves python.tsv and python.md there.

Each round runs every pair in turn, with new processes, on one processor and on all; a ratio is that of one round. The warm-up
is that of the JVM's compilers, and Python has it too.
"""
import argparse
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[3]
JAR = ROOT / "java/ipc-benchmarks/target/benchmarks.jar"
TRIPS = pathlib.Path(__file__).with_name("trips.py")
JVM = ["-XX:+UseSerialGC", "-Xms64m", "-Xmx64m", "-XX:-UsePerfData", "--enable-native-access=ALL-UNNAMED"]

# who measures, who echoes
PAIRS = {
    "python-python": ("python", "python"),
    "java-python": ("java", "python"),
    "python-java": ("python", "java"),
    "java-java": ("java", "java"),
}
PLACES = {"one processor": ["taskset", "-c", "0"], "not pinned": []}


def command(who, java):
    if who == "python":
        return [sys.executable, str(TRIPS)]
    return [java, *JVM, "-cp", str(JAR), "io.nativeipc.benchmarks.python.PythonTrips"]


def measure(options, place, size, pair):
    pinger, echoer = PAIRS[pair]
    trips = [str(size), str(options.warm_up), str(options.trips)]
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "socket")
        echo = subprocess.Popen([*PLACES[place], *command(echoer, options.java), "echo", path], stdout=subprocess.PIPE, text=True)
        try:
            if echo.stdout.readline() != "listening\n":
                raise RuntimeError(f"{echoer} does not listen")
            ping = [*PLACES[place], *command(pinger, options.java), "ping", path, *trips]
            printed = subprocess.run(ping, check=True, stdout=subprocess.PIPE, text=True, timeout=120).stdout.strip()
            echo.wait(timeout=10)
            return printed
        finally:
            echo.kill()
            echo.wait()


def run(options, file):
    for round_ in range(1, options.rounds + 1):
        for place in PLACES:
            for size in options.sizes:
                for pair in PAIRS:
                    line = "\t".join(map(str, [round_, place, size, pair, measure(options, place, size, pair)]))
                    file.write(line + "\n")
                    file.flush()
                    print(line, flush=True)


def read(path):
    """{(place, size, pair, figure): {round: value}}"""
    found = {}
    for text in path.read_text(encoding="utf-8").splitlines():
        if not text.startswith("#"):
            round_, place, size, pair, figures = text.split("\t")
            for figure in figures.split():
                name, value = figure.split("=")
                found.setdefault((place, int(size), pair, name), {})[int(round_)] = float(value)
    return found


def spread(values, form):
    return f"{form} [{form} – {form}]".format(statistics.median(values), min(values), max(values))


def report(found):
    sizes = sorted({size for _, size, _, _ in found})
    lines = ["| measures → echoes | size | p50 µs | p99 µs | p50 / Python ↔ Python | target |", "| --- " * 6 + "|"]
    for place in PLACES:
        for size in sizes:
            for pair in PAIRS:
                cells = []
                for figure in ["p50", "p99"]:
                    cells.append(spread([nanos / 1000 for nanos in found[place, size, pair, figure].values()], "{:.1f}"))
                base = found[place, size, "python-python", "p50"]
                ratios = [nanos / base[round_] for round_, nanos in found[place, size, pair, "p50"].items()]
                goal = "–"
                if pair == "java-python":
                    goal = "≤ 1.0 " + ("reached" if statistics.median(ratios) <= 1 else "**missed**")
                cells.append("1" if pair == "python-python" else spread(ratios, "{:.2f}"))
                lines.append(f"| {pair.replace('-', ' → ')}, {place} | {size} B | " + " | ".join(cells) + f" | {goal} |")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--warm-up", type=int, default=20_000)
    parser.add_argument("--trips", type=int, default=20_000)
    parser.add_argument("--sizes", type=int, nargs="+", default=[64, 1024])
    parser.add_argument("--java", default=os.environ.get("JAVA", "java"), help="25 or later")
    options = parser.parse_args()
    raw = options.folder / "python.tsv"
    with open(raw, "w", encoding="utf-8") as file:
        shown = {key: value for key, value in sorted(vars(options).items()) if key not in ("java", "folder")}
        file.write("# " + " ".join(f"{key}={value}" for key, value in shown.items()) + f" python={sys.version.split()[0]}\n")
        file.write("# round\tplace\tsize\tpair\tnanoseconds\n")
        run(options, file)
    text = report(read(raw))
    (options.folder / "python.md").write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()

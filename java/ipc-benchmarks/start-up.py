#!/usr/bin/env python3
"""Measures how long `native-ipc ls` takes, beside ipcs: start-up.py FOLDER leaves start-up.tsv and start-up.md there.

A round starts every command in turn, again and again; the first start of all is not counted. The figure of a round is its
median, and a ratio is that of one round.
"""
import argparse
import os
import pathlib
import shutil
import statistics
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
DIST = ROOT / "java/ipc-dist/target/native-ipc"
NULL = os.open(os.devnull, os.O_RDWR)
FIGURES = ["ms", "cpu_ms", "mib"]


def commands(java, without_cache):
    """The last one is the least that this Java takes: it loads no class of a program."""
    flags = ["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]
    return {
        "ipcs": ["ipcs"],
        "the launcher, AOT cache": [DIST / "native-ipc", "ls"],
        "the launcher, no AOT cache": [without_cache / "native-ipc", "ls"],
        "java -jar, JDK": [java, "-jar", DIST / "native-ipc.jar", "ls"],
        "the runtime's java -version": [DIST / "runtime/bin/java", *flags, "-version"],
    }


def distribution_without_cache(folder):
    shutil.copy(DIST / "native-ipc", folder)
    for name in ["native-ipc.jar", "libnative_ipc.so", "runtime"]:
        (folder / name).symlink_to(DIST / name)


def start(command):
    words = [str(word) for word in command]
    outputs = [(os.POSIX_SPAWN_DUP2, NULL, number) for number in range(3)]
    begin = time.perf_counter_ns()
    pid = os.posix_spawnp(words[0], words, os.environ, file_actions=outputs)
    _, status, usage = os.wait4(pid, 0)
    elapsed = time.perf_counter_ns() - begin
    if status != 0:
        raise RuntimeError(f"{words} ended with {os.waitstatus_to_exitcode(status)}")
    return elapsed / 1e6, (usage.ru_utime + usage.ru_stime) * 1e3, usage.ru_maxrss / 1024


def run(options, subjects, file):
    """{subject: [the medians of a round]}"""
    found = {subject: [] for subject in subjects}
    for round_ in range(options.rounds + 1):
        measured = {subject: [] for subject in subjects}
        for _ in range(options.starts if round_ else 1):
            for subject, command in subjects.items():
                measured[subject].append(start(command))
        if round_:
            for subject, starts in measured.items():
                medians = [statistics.median(values) for values in zip(*starts)]
                found[subject].append(medians)
                file.write("\t".join([str(round_), subject, *(f"{value:.2f}" for value in medians)]) + "\n")
                file.flush()
    return found


def spread(values):
    return f"{statistics.median(values):.1f} [{min(values):.1f} – {max(values):.1f}]"


def report(found):
    lines = ["| | ms | processor ms | MiB | ms / ipcs |", "| --- " * 5 + "|"]
    for subject, rounds in found.items():
        cells = [spread([medians[index] for medians in rounds]) for index in range(2)]
        cells.append(f"{statistics.median(medians[2] for medians in rounds):.0f}")
        cells.append(spread([medians[0] / base[0] for medians, base in zip(rounds, found["ipcs"])]))
        lines.append(f"| {subject} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--starts", type=int, default=15, help="of each command in a round")
    parser.add_argument("--java", default=os.environ.get("JAVA", "java"), help="of the JDK of the build")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, open(options.folder / "start-up.tsv", "w", encoding="utf-8") as file:
        distribution_without_cache(pathlib.Path(folder))
        file.write(f"# rounds={options.rounds} starts={options.starts}\n# round\tcommand\t" + "\t".join(FIGURES) + "\n")
        found = run(options, commands(options.java, pathlib.Path(folder)), file)
    text = report(found)
    (options.folder / "start-up.md").write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Measures the ring channel beside C rings and Agrona's, and leaves one line for each measurement in FILE.

Each round runs every peer of every figure in turn, with new processes; before and after each stands the bare round trip of a
cache line between the two processors, for that changes within seconds. Nothing is left behind, by Ctrl-C neither.
"""
import argparse
import glob
import os
import pathlib
import signal
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[3]
NATIVE = ROOT / "native/target/build/bench"
JAR = ROOT / "java/ipc-benchmarks/target/benchmarks.jar"
NAME = f"/ring-bench-{os.getpid()}"
COLUMNS = ["round", "figure", "size", "peer", "before", "after", "measured", "other"]

# the same for every JVM; nothing is left in /tmp, and the heap plays no part
JVM = ["-XX:+UseSerialGC", "-Xms64m", "-Xmx64m", "-XX:-UsePerfData"]
JVM_25 = ["--enable-native-access=ALL-UNNAMED", "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED"]
C_SECONDS_OF_WARM_UP = 0.2
# again, if the bare round trip changed by more than this factor meanwhile
ATTEMPTS = 3
STEADY = 1.7

SIDES = {"rtt": ("ping", "echo"), "way": ("produce", "consume")}
# A → B: A sends or measures the round trip, B receives or echoes
PAIRS = {
    "cpp": ("cpp", "cpp"),
    "c-indices": ("c indices", "c indices"),
    "c-lapped": ("c lapped", "c lapped"),
    "c-lapped-128": ("c lapped-128", "c lapped-128"),
    "java25": ("java25", "java25"),
    "java25-cpp": ("java25", "cpp"),
    "cpp-java25": ("cpp", "java25"),
    "java17": ("java17", "java17"),
    "agrona": ("java25 agrona-write", "java25 agrona-write"),
    "agrona-claim": ("java25 agrona-claim", "java25 agrona-claim"),
}
TRY = {"java25-try": ("java25 try", "java25 try"), "java17-try": ("java17 try", "java17 try")}


def plan(options):
    """(figure, size, peer) of a round, in order."""
    both = [64, 1024]
    measurements = [("rtt", size, peer) for size in both for peer in PAIRS if peer != "agrona-claim"]
    measurements += [("way", size, peer) for size in both for peer in PAIRS if peer != "agrona-claim" or size == 1024]
    measurements += [("merge", 64, f"{peer}-{count}") for peer in ["cpp", "java25"] for count in [1, 3]]
    measurements += [("try", 64, peer) for peer in TRY]
    measurements += [("recovery", 64, "cpp"), ("memory", 0, "cpp")]
    left_out = [] if options.java17 else ["java17"]
    wanted = [words.split("/") for words in options.only or [""]]
    return [
        (figure, size, peer)
        for figure, size, peer in measurements
        if not any(name in peer for name in left_out)
        and any(all(word in ["", own] for word, own in zip(words, [figure, str(size), peer])) for words in wanted)
    ]


class Bench:
    def __init__(self, options):
        self.options = options
        self.running = []

    def start(self, processors, command):
        process = subprocess.Popen(
            ["taskset", "--cpu-list", processors, *map(str, command)], stdout=subprocess.PIPE, text=True, start_new_session=True
        )
        self.running.append(process)
        return process

    def stop(self):
        for process in self.running:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        self.running.clear()
        for file in glob.glob(f"/dev/shm{NAME}*"):
            os.unlink(file)

    def line_trip(self):
        return subprocess.run([NATIVE / "line_trip"], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()

    def command(self, role, who, java_kind="offer"):
        program, *kind = who.split()
        if program == "cpp":
            return [NATIVE / "ring_bench", role]
        if program == "c":
            ring, *slots = kind[0].split("-")
            return [NATIVE / "c_rings", role, ring, *(["--slots", *slots, "--pause", "0"] if slots else [])]
        java, provider, more = (self.options.java, "ffm", JVM_25) if program == "java25" else (self.options.java17, "jna", [])
        main = "io.nativeipc.benchmarks.ring.Peer"
        return [java, *JVM, *more, f"-Dnativeipc.provider={provider}", "-cp", JAR, main, role, *(kind or [java_kind])]

    def arguments(self, size, lanes, java):
        warm_up = self.options.warm_up if java else C_SECONDS_OF_WARM_UP
        return [
            *("--name", NAME, "--size", size, "--lanes", lanes),
            *("--warm-up", warm_up, "--seconds", self.options.seconds),
        ]

    def pair(self, figure, size, one, other):
        roles = SIDES["way" if figure == "try" else figure]
        arguments = self.arguments(size, self.options.lanes, "java" in one + other)
        sides = [[*self.command(role, who), *arguments] for role, who in zip(roles, (one, other))]
        if figure == "rtt":
            sides.reverse()
        second = self.start("1", sides[0])
        return self.start("0", sides[1]), [second]

    def merge(self, size, peer):
        who, count = peer.rsplit("-", 1)
        arguments = self.arguments(size, 8, "java" in who)
        feeds = [
            self.start("0,1", [*self.command("feed", who), *arguments, "--index", index]) for index in range(int(count))
        ]
        return self.start("0,1", [*self.command("merge", who), *arguments, "--producers", count]), feeds

    def measure(self, figure, size, peer):
        if figure == "merge":
            return self.merge(size, peer)
        if figure == "recovery":
            seconds = ["--seconds", self.options.recovery_seconds]
            return self.start("0,1", [NATIVE / "ring_recovery", "--name", NAME, "--size", size, *seconds]), []
        if figure == "memory":
            return self.start("0,1", [NATIVE / "ring_bench", "memory", "--name", NAME, "--lanes", 8]), []
        return self.pair(figure, size, *{**PAIRS, **TRY}[peer])

    def outcome(self, figure, size, peer):
        """What the processes printed: of the one who measures, and of one of the others."""
        try:
            measuring, others = self.measure(figure, size, peer)
            deadline = time.monotonic() + 60
            printed = [process.communicate(timeout=deadline - time.monotonic())[0].strip() for process in [measuring, *others]]
            failed = any(process.returncode != 0 for process in [measuring, *others])
            return ("failed", "") if failed else (printed[0], printed[1] if len(printed) > 1 else "")
        except subprocess.TimeoutExpired:
            return "failed", "hangs"
        finally:
            self.stop()


def run(options, file):
    bench = Bench(options)
    measurements = plan(options)
    file.write("# " + " ".join(f"{key}={value}" for key, value in sorted(vars(options).items()) if "java" not in key) + "\n")
    file.write("# " + "\t".join(COLUMNS) + "\n")
    try:
        for round_ in range(1, options.rounds + 1):
            before = bench.line_trip()
            for figure, size, peer in measurements:
                if (figure == "memory" and round_ > 1) or (figure == "try" and round_ > 3):
                    continue
                for _ in range(ATTEMPTS):
                    measured, other = bench.outcome(figure, size, peer)
                    after = bench.line_trip()
                    line = "\t".join(map(str, [round_, figure, size, peer, before, after, measured, other]))
                    file.write(line + "\n")
                    file.flush()
                    print(line, flush=True)
                    steady = 1 / STEADY < float(after) / float(before) < STEADY
                    before = after
                    if steady or figure in ["recovery", "memory"]:
                        break
    finally:
        bench.stop()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--seconds", type=float, default=0.3, help="of each measurement")
    parser.add_argument("--warm-up", type=float, default=0.6, help="of each measurement with a JVM, in seconds")
    parser.add_argument("--recovery-seconds", type=float, default=2)
    parser.add_argument("--lanes", type=int, default=1, help="of a channel with one producer")
    parser.add_argument("--java", default=os.environ.get("JAVA", "java"), help="25 or later")
    parser.add_argument("--java17", default=os.environ.get("JAVA17"), help="left out without it")
    parser.add_argument("--only", action="append", metavar="FIGURE/SIZE/PEER", help="e.g. rtt/64/java25, way//cpp, merge")
    options = parser.parse_args()
    for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(signum, lambda number, _: sys.exit(128 + number))
    with open(options.file, "w", encoding="utf-8") as file:
        run(options, file)


if __name__ == "__main__":
    main()

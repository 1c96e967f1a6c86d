#!/usr/bin/env python3
"""Measures how a message inside a lane may be shown to a program, and leaves one line for each measurement in FILE.

The kinds are today's whole lane (the measure of the others), a slice for each message, kept slices, kept slices with copies of
small messages, and an accessor object. The bare round trip of a cache line stands before and after each measurement.
"""
import argparse
import os
import pathlib
import subprocess

from measure import JAR, JVM, JVM_25, NATIVE

FILE = pathlib.Path(f"/dev/shm/exposures-{os.getpid()}")
KINDS = ["whole", "slice", "kept", "hybrid", "accessor"]
FIGURES = {"rtt": ("ping", "echo"), "way": ("consume", "produce"), "alone": ("alone",), "rtt-in-process": ("trips",), "way-in-process": ("stream",)}


def line_trip():
    return subprocess.run([NATIVE / "line_trip"], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


def measure(options, java, roles, kind, size, handlers):
    path, provider, more = (options.java, "ffm", JVM_25) if java == "java25" else (options.java17, "jna", [])
    arguments = ["--file", FILE, "--size", size, "--handlers", handlers, "--seconds", options.seconds, "--warm-up", options.warm_up]
    arguments += ["--small", options.small, "--shift", options.shift]
    command = [path, *JVM, *more, f"-Dnativeipc.provider={provider}", "-cp", options.class_path]
    command += ["io.nativeipc.benchmarks.ring.Exposures"]
    running = []
    FILE.unlink(missing_ok=True)
    try:
        for processor, role in enumerate(roles):
            where = str(processor) if len(roles) == 2 else "0,1"
            line = [*options.prefix.split(), "taskset", "--cpu-list", where, *map(str, command), role, kind, *map(str, arguments)]
            running.append(subprocess.Popen(line, stdout=subprocess.PIPE, text=True))
        return [process.communicate(timeout=60)[0].strip().replace("\n", " | ") for process in running]
    except subprocess.TimeoutExpired:
        return ["hangs"]
    finally:
        for process in running:
            process.kill()
            process.wait()
        FILE.unlink(missing_ok=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=0.4)
    parser.add_argument("--warm-up", type=float, default=0.8)
    parser.add_argument("--small", type=int, default=120, help="what hybrid copies, in bytes")
    parser.add_argument("--shift", type=int, default=7, help="2 to this bytes of a lane have one kept slice")
    parser.add_argument("--java", default=os.environ.get("JAVA", "java"), help="25 or later")
    parser.add_argument("--java17", default=os.environ.get("JAVA17"), help="left out without it")
    parser.add_argument("--prefix", default="", help="before each command, for example nice -n -15")
    parser.add_argument("--class-path", default=str(JAR))
    parser.add_argument("--only", action="append", metavar="JAVA/FIGURE/SIZE/HANDLERS/KIND")
    options = parser.parse_args()
    wanted = [words.split("/") for words in options.only or [""]]
    plan = [
        (java, figure, size, handlers, kind)
        for java in ["java25"] + (["java17"] if options.java17 else [])
        for figure in FIGURES
        for size in [64, 1024, 0]
        for handlers in [1, 3]
        for kind in KINDS
        if any(all(word in ["", own] for word, own in zip(words, [java, figure, str(size), str(handlers), kind])) for words in wanted)
    ]
    with open(options.file, "a", encoding="utf-8") as file:
        file.write("# round\tjava\tfigure\tsize\thandlers\tkind\tbefore\tafter\tmeasured\tother\n")
        for round_ in range(1, options.rounds + 1):
            before = line_trip()
            for java, figure, size, handlers, kind in plan:
                outcome = measure(options, java, FIGURES[figure], kind, size, handlers)
                after = line_trip()
                line = "\t".join(map(str, [round_, java, figure, size, handlers, kind, before, after, *outcome]))
                before = after
                file.write(line + "\n")
                file.flush()
                print(line, flush=True)


if __name__ == "__main__":
    main()

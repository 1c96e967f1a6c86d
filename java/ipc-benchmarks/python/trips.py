#!/usr/bin/env python3
"""Round trips of send_bytes over AF_UNIX: `trips.py echo PATH` answers until the end, `trips.py ping PATH SIZE WARM_UP TRIPS`
measures, and prints what its Java twin, PythonTrips, prints."""
import sys
import time
from multiprocessing.connection import Client, Listener


def echo(path):
    with Listener(path) as listener:
        print("listening", flush=True)
        with listener.accept() as connection:
            try:
                while True:
                    connection.send_bytes(connection.recv_bytes())
            except EOFError:
                pass


def trips(connection, message, count):
    nanos = []
    clock = time.perf_counter_ns
    for _ in range(count):
        start = clock()
        connection.send_bytes(message)
        connection.recv_bytes()
        nanos.append(clock() - start)
    return nanos


def ping(path, size, warm_up, count):
    message = bytes(size)
    with Client(path) as connection:
        trips(connection, message, warm_up)
        start = time.perf_counter_ns()
        nanos = sorted(trips(connection, message, count))
        mean = (time.perf_counter_ns() - start) / count
    print(f"p50={nanos[count // 2]} p99={nanos[count * 99 // 100]} mean={mean:.0f}")


if __name__ == "__main__":
    if sys.argv[1] == "echo":
        echo(sys.argv[2])
    else:
        ping(sys.argv[2], *map(int, sys.argv[3:]))

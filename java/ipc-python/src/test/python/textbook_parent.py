"""A Python parent and a child in whatever language: textbook_parent.py duplex|two-pipes COMMAND..."""

import multiprocessing
import subprocess
import sys


def duplex(command):
    parent, child = multiprocessing.Pipe()
    process = subprocess.Popen([*command, str(child.fileno())], pass_fds=[child.fileno()])
    child.close()
    parent.send(100)
    print(parent.recv())
    return process


def two_pipes(command):
    child_reads, parent_writes = multiprocessing.Pipe(duplex=False)
    parent_reads, child_writes = multiprocessing.Pipe(duplex=False)
    fds = [child_reads.fileno(), child_writes.fileno()]
    process = subprocess.Popen([*command, *map(str, fds)], pass_fds=fds)
    child_reads.close()
    child_writes.close()
    parent_writes.send(100)
    print(parent_reads.recv())
    return process


if __name__ == "__main__":
    how = {"duplex": duplex, "two-pipes": two_pipes}[sys.argv[1]]
    sys.exit(how(sys.argv[2:]).wait())

"""The Python half of the two-process tests: ipc_peer KIND NAME is the twin of the C++ program ipc_peer, made of
what a Python programmer takes: sysv_ipc, posix_ipc, mmap, os, multiprocessing.shared_memory.

It writes `ready PID`, then answers each line of stdin with one line: `ok [VALUES]` or `error CALL ERRNO text`; what the
module cannot do is answered with `error usage ENOTSUP text`. `quit` and the end of stdin end it, `die` kills it. A kind
imports the module that it needs, and no other: tests start many peers.
"""

import os
import signal
import sys

import descriptor
import fifo
import mapped
import posix_objects
import sysv
from protocol import Failure, Words

LIMIT_SECONDS = 120

KINDS = {
    "sysv-shm": sysv.SysVSharedMemory,
    "sysv-sem": sysv.SysVSemaphore,
    "sysv-mq": sysv.SysVMessageQueue,
    "posix-shm": mapped.PosixSharedMemory,
    "posix-sem": posix_objects.PosixSemaphore,
    "posix-mq": posix_objects.PosixMessageQueue,
    "file": mapped.MappedFile,
    "fifo": fifo.Fifo,
    "descriptor": descriptor.PassedDescriptors,
    "shared_memory": mapped.SharedMemory,
}


def ring(name):
    """A ring channel; its module needs the library of the native build, which other kinds do not."""
    import ring
    return ring.Ring(name)


KINDS["ring"] = ring


def write_line(line):
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def answer(peer, line):
    try:
        values = peer.answer(Words(line))
        return "ok" if values in (None, "") else f"ok {values}"
    except Failure as failure:
        return str(failure)


def serve(peer):
    write_line(f"ready {os.getpid()}")
    for line in sys.stdin:
        line = line.rstrip("\n")
        if line == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        if line == "quit":
            peer.release()
            write_line("ok")
            break
        # A call that blocks does not notice the end of stdin, so no wait outlives a test.
        signal.alarm(LIMIT_SECONDS)
        write_line(answer(peer, line))
        signal.alarm(0)


def main():
    if len(sys.argv) != 3 or sys.argv[1] not in KINDS:
        print("usage: ipc_peer KIND NAME", file=sys.stderr)
        return 2
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.umask(0)
    for stream in sys.stdin, sys.stdout:
        stream.reconfigure(encoding="latin-1", newline="\n")  # a byte is a character: bytes pass as they are
    try:
        peer = KINDS[sys.argv[1]](sys.argv[2])
    except Failure as failure:
        write_line(str(failure))
        return 1
    serve(peer)
    return 0


if __name__ == "__main__":
    sys.exit(main())

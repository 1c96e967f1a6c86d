import sys

import posix_ipc

turn = posix_ipc.Semaphore("/" + (sys.argv[1] if len(sys.argv) > 1 else "turn"))
turn.release()
turn.close()
print("posted")

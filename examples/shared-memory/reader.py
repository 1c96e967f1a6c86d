import struct
import sys
from multiprocessing import resource_tracker, shared_memory

name = sys.argv[1] if len(sys.argv) > 1 else "prices"
memory = shared_memory.SharedMemory(name)
# Else Python erases Java's memory at its end; from 3.13 on say SharedMemory(name, track=False).
resource_tracker.unregister("/" + name, "shared_memory")
print("read", struct.unpack_from("=i", memory.buf, 0)[0])
struct.pack_into("=i", memory.buf, 4, 200)
memory.close()

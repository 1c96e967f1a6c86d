import mmap
import struct
import sys

with open(sys.argv[1] if len(sys.argv) > 1 else "prices.dat", "r+b") as file:
    with mmap.mmap(file.fileno(), 0) as memory:
        print("read", struct.unpack_from("=i", memory, 0)[0])
        struct.pack_into("=i", memory, 4, 200)

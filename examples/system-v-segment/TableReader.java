import io.nativeipc.IpcAddress;
import io.nativeipc.memory.SharedReadWriteLock;
import io.nativeipc.sysv.SysVKey;
import io.nativeipc.sysv.SysVSharedMemory;
import java.nio.ByteBuffer;

/** Reads the table of table.cpp, and counts itself, with the read-write lock that is in the segment. Start table.cpp first. */
class TableReader {
    public static void main(String[] args) throws Exception {
        SysVKey key = SysVKey.of(IpcAddress.parse("sysv-shm:" + (args.length > 0 ? args[0] : "0x1234")));
        try (SysVSharedMemory segment = SysVSharedMemory.open(key);
                SharedReadWriteLock lock = SharedReadWriteLock.at(segment, 0)) { // offsetof(Table, lock)
            ByteBuffer table = segment.buffer();
            lock.readLock().acquire();
            try {
                System.out.println("read " + table.getInt(64) + " " + table.getInt(68)); // offsetof(Table, bid)
            } finally {
                lock.readLock().release();
            }
            lock.writeLock().acquire();
            try {
                table.putInt(72, table.getInt(72) + 1); // offsetof(Table, readers)
            } finally {
                lock.writeLock().release();
            }
        }
    }
}

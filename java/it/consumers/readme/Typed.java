import io.nativeipc.SharedMemory;
import io.nativeipc.ffm.Segments;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The view of java.lang.foreign, which Java 22 and later has, by the same dependency. */
class Typed {
    public static void main(String[] args) throws Exception {
        String name = "readme-typed-" + ProcessHandle.current().pid();
        try (SharedMemory memory = SharedMemory.create(name, 4096)) {
            MemorySegment segment = Segments.of(memory);
            segment.set(ValueLayout.JAVA_INT, 0, 100);
            System.out.println("typed " + memory.buffer().getInt(0));
            memory.unlink();
        }
    }
}

import io.nativeipc.IpcAddress;
import io.nativeipc.sysv.SemaphoreOperations;
import io.nativeipc.sysv.SysVKey;
import io.nativeipc.sysv.SysVSemaphoreSet;
import java.time.Duration;

/** Takes two tables and one cook together: a System V set changes several counters at once, or none of them. */
class SemaphoreSet {
    public static void main(String[] args) throws Exception {
        SysVKey key = SysVKey.of(IpcAddress.parse("sysv-sem:" + (args.length > 0 ? args[0] : "0x1234")));
        try (SysVSemaphoreSet set = SysVSemaphoreSet.create(key, new int[] {3, 1})) { // 3 tables, 1 cook
            try {
                SemaphoreOperations party = SemaphoreOperations.of(0, -2).and(1, -1);
                set.operate(party.undo()); // the kernel gives them back if this process dies
                System.out.println("left: " + set.value(0) + " tables and " + set.value(1) + " cooks");
                if (!set.tryOperate(party, Duration.ofMillis(100))) {
                    System.out.println("no room for another party");
                }
                set.operate(SemaphoreOperations.of(0, 2).and(1, 1).undo());
            } finally {
                set.remove();
            }
        }
    }
}

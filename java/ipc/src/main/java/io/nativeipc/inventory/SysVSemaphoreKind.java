package io.nativeipc.inventory;

import io.nativeipc.IpcAddress;
import io.nativeipc.IpcAddress.Kind;
import io.nativeipc.IpcException;
import io.nativeipc.internal.journal.CreatedKind;
import io.nativeipc.internal.journal.Creation;
import io.nativeipc.sysv.SysVKey;
import io.nativeipc.sysv.SysVSemaphoreSet;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Collectors;

/** System V semaphore sets. */
final class SysVSemaphoreKind extends SysVKind {
    SysVSemaphoreKind() {
        super(Kind.SYSV_SEM, CreatedKind.SYSV_SEM, "semid");
    }

    @Override
    void add(Facts object, SysVTable.Row row) {
        object.details.put("semaphores", row.number("nsems"));
        addTime(object, "operated", row, "otime");
    }

    /** Finds the set, which must have the semaphore of the address. */
    @Override
    public Facts find(IpcAddress address, Scan scan) throws IOException {
        Facts object = super.find(address, scan);
        if (object.details.get("semaphores") instanceof Long count
                && address.semaphoreIndex().orElse(0) >= count) {
            String text = "the set has " + count + " semaphores, numbered from 0";
            throw new IpcException(address.toString(), "no such semaphore", text);
        }
        return object;
    }

    @Override
    public void addDetails(Facts object) {
        try (SysVSemaphoreSet set = SysVSemaphoreSet.attach(idOf(object))) {
            object.details.put("values", words(set.values()));
            int[] waiting = new int[set.count()];
            int[] lastPids = new int[set.count()];
            for (int i = 0; i < waiting.length; i++) {
                waiting[i] = set.waiting(i);
                lastPids[i] = set.lastPid(i);
            }
            object.details.put("waiting", words(waiting));
            object.details.put("lastPids", words(lastPids));
        } catch (IOException refused) {
            object.details.put("values", "unknown: " + refused.getMessage());
        }
    }

    private static String words(int[] numbers) {
        return Arrays.stream(numbers).mapToObj(Integer::toString).collect(Collectors.joining(" "));
    }

    @Override
    void remove(SysVKey key) throws IOException {
        SysVSemaphoreSet.remove(key);
    }

    @Override
    public String use(Creation creation, long creator, Holders holders) throws IOException {
        try (SysVSemaphoreSet set = SysVSemaphoreSet.attach(creation.identity().sysvId())) {
            for (int i = 0; i < set.count(); i++) {
                if (set.waiting(i) + set.waitingForZero(i) > 0) {
                    return "a thread waits for its semaphore " + i;
                } else if (isAnotherAlive(set.lastPid(i), creator)) {
                    return "process " + set.lastPid(i) + " has used it last, and lives";
                }
            }
            return NONE;
        }
    }
}

package io.nativeipc.contract;

import io.nativeipc.sysv.SemaphoreOperations;
import io.nativeipc.sysv.SysVKey;
import io.nativeipc.sysv.SysVSemaphoreSet;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A Java process that uses a semaphore set, for tests that kill it or race with it. */
public final class SemaphoreProgram {
    private SemaphoreProgram() {}

    /** Speaks the line protocol of {@link io.nativeipc.peer.Peer}. The argument is the key. */
    public static void main(String[] args) throws IOException {
        SysVKey key = SysVKey.of(Integer.parseUnsignedInt(args[0].substring(2), 16));
        System.out.println("ready " + ProcessHandle.current().pid());
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); !line.equals("quit"); line = commands.readLine()) {
            System.out.println("ok " + (line.equals("openOrCreate") ? openOrCreate(key) : takeWithUndo(key)));
        }
    }

    /** Returns whether this call created the set, and the values of the set. */
    static String openOrCreate(SysVKey key) throws IOException {
        try (SysVSemaphoreSet set = SysVSemaphoreSet.openOrCreate(key, new int[] {5, 7, 9})) {
            return set.created() + " " + Arrays.toString(set.values());
        }
    }

    private static boolean takeWithUndo(SysVKey key) throws IOException {
        try (SysVSemaphoreSet set = SysVSemaphoreSet.open(key)) {
            return set.tryOperate(SemaphoreOperations.of(0, -1).and(1, -2).undo());
        }
    }
}

package io.nativeipc.contract;

import io.nativeipc.IpcException;
import io.nativeipc.posix.UnixServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Creates servers until that is refused, also while the JVM exits, which waits at most five seconds for that. */
public final class ExitingProgram {
    private ExitingProgram() {}

    /** The argument is the folder of the sockets. */
    public static void main(String[] arguments) throws Exception {
        // the JVM may start the library's own hook long after this one
        CountDownLatch more = new CountDownLatch(500);
        Thread hook = new Thread(() -> {
            try {
                more.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        Runtime.getRuntime().addShutdownHook(hook);
        List<UnixServerSocket> servers = new ArrayList<>();
        servers.add(UnixServerSocket.create(Path.of(arguments[0], "first")));
        System.out.println("ready " + ProcessHandle.current().pid());
        try {
            for (int i = 0; more.getCount() > 0; i++) {
                UnixServerSocket server = UnixServerSocket.create(Path.of(arguments[0], "next-" + i));
                if (hook.isAlive()) {
                    more.countDown();
                    servers.add(server);
                    Thread.sleep(10);
                } else {
                    server.close();
                }
            }
        } catch (IpcException refused) {
            System.out.println(refused.getMessage());
            while (more.getCount() > 0) {
                more.countDown();
            }
        }
    }
}

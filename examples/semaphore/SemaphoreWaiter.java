import io.nativeipc.NamedSemaphore;

/** Sleeps until another process posts. Start it first, then one of the posters. */
class SemaphoreWaiter {
    public static void main(String[] args) throws Exception {
        String name = args.length > 0 ? args[0] : "turn";
        try (NamedSemaphore turn = NamedSemaphore.create(name, 0)) {
            try {
                System.out.println("waiting");
                turn.acquire();
                System.out.println("my turn");
            } finally {
                turn.unlink();
            }
        }
    }
}

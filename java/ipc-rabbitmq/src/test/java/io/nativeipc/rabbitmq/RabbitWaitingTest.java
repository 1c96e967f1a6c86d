package io.nativeipc.rabbitmq;

import static io.nativeipc.rabbitmq.Queue.PATIENCE;
import static io.nativeipc.rabbitmq.Queue.message;
import static io.nativeipc.rabbitmq.Queue.receive;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.peer.RabbitBroker;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tests how waits end while the broker runs but accepts no messages, because of a real disk alarm. */
class RabbitWaitingTest {
    private static final Duration SHORT = Duration.ofMillis(300);

    /** Larger than all buffers between this process and the broker. */
    private static final int LARGE = 1 << 24;

    private final RabbitBroker broker = RabbitBroker.get();
    private boolean alarm;

    private void raiseAlarm() {
        alarm = true;
        broker.ctl("set_disk_free_limit 1000000GB");
        until(() -> broker.ctl("list_connections state").contains("block")
                || broker.ctl("eval rabbit_alarm:get_alarms().").contains("disk"));
    }

    @AfterEach
    void clearAlarm() {
        if (alarm) {
            broker.ctl("set_disk_free_limit 1MB");
            alarm = false;
        }
    }

    @Test
    void sendsEndByTheirTimeoutAndGoOnAfterTheAlarm() throws Exception {
        RabbitOptions options = RabbitOptions.DEFAULT.withWindow(4).withConfirmTimeout(SHORT);
        try (Queue queue = new Queue(broker);
                RabbitSender sender = queue.sender(options);
                RabbitReceiver receiver = queue.receiver()) {
            sender.send(message("before"));
            raiseAlarm();
            ByteBuffer late = message("late");
            assertThat(sender.trySend(late, SHORT)).isFalse();
            assertThat(late.position()).isZero();
            for (int i = 0; i < 8; i++) {
                assertThat(sender.trySend(message("taken back"), Duration.ofMillis(20)))
                        .isFalse();
            }
            assertThat(sender.trySend(message("taken back"))).isFalse();
            int posted = 0;
            while (sender.tryPost(message("posted " + posted), SHORT)) {
                posted++;
            }
            assertThat(posted).isBetween(1, 4);
            assertThat(sender.tryFlush(SHORT)).isFalse();
            assertThat(sender.unconfirmed()).isEqualTo(posted);

            clearAlarm();
            assertThat(sender.tryFlush(PATIENCE)).isTrue();
            sender.send(message("after"));
            assertThat(receive(receiver)).isEqualTo("before");
            String next = receive(receiver);
            if (next.equals("late")) { // it was written to the socket before the broker reported the alarm
                next = receive(receiver);
            }
            for (int i = 0; i < posted; i++) {
                assertThat(next).isEqualTo("posted " + i);
                next = receive(receiver);
            }
            assertThat(next).isEqualTo("after");
        }
    }

    @Test
    void aWriteThatFillsTheSocketHoldsNobodyUp() throws Exception {
        try (Queue queue = new Queue(broker)) {
            List<Thread> before = clientThreads();
            RabbitSender sender = queue.sender();
            raiseAlarm();
            for (int i = 0; i < 3; i++) {
                assertThat(sender.trySend(ByteBuffer.allocate(LARGE), SHORT)).isFalse();
            }
            FutureTask<Void> waiting = start(() -> {
                sender.send(ByteBuffer.allocate(LARGE));
                return null;
            });
            sender.close();
            assertThatThrownBy(waiting::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(IllegalStateException.class);
            until(() -> clientThreads().equals(before));
        }
    }

    @Test
    void anInterruptEndsASendAndTheSenderGoesOn() throws Exception {
        try (Queue queue = new Queue(broker);
                RabbitSender sender = queue.sender();
                RabbitReceiver receiver = queue.receiver()) {
            raiseAlarm();
            assertThat(sender.trySend(message("blocks the connection"), SHORT)).isFalse();
            FutureTask<Void> waiting = new FutureTask<>(() -> {
                sender.send(message("interrupted"));
                return null;
            });
            interrupt(waiting);
            FutureTask<Void> flushing = new FutureTask<>(() -> {
                sender.tryPost(message("posted"), PATIENCE);
                sender.tryFlush(PATIENCE);
                return null;
            });
            interrupt(flushing);
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> sender.trySend(message("interrupted"), PATIENCE))
                    .isInstanceOf(InterruptedException.class);
            clearAlarm();
            assertThat(sender.tryFlush(PATIENCE)).isTrue();
            Thread.currentThread().interrupt();
            assertThat(sender.trySend(message("after"))).isTrue();
            assertThat(Thread.interrupted()).isTrue();
            String next = receive(receiver);
            assertThat(next.equals("posted") ? next : receive(receiver)).isEqualTo("posted");
            assertThat(receive(receiver)).isEqualTo("after");
        }
    }

    private static void interrupt(FutureTask<Void> task) {
        Thread thread = new Thread(task);
        thread.start();
        until(() -> thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING);
        long before = System.nanoTime();
        thread.interrupt();
        assertThatThrownBy(task::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(InterruptedException.class);
        assertThat(System.nanoTime() - before).as("100 ms, generously").isLessThan(TimeUnit.SECONDS.toNanos(2));
    }

    @Test
    void theClientsThreadsEndWithBothEnds() throws Exception {
        List<Thread> before = clientThreads();
        try (Queue queue = new Queue(broker)) {
            RabbitReceiver receiver = queue.receiver();
            RabbitSender sender = queue.sender();
            sender.send(message("one"));
            assertThat(receive(receiver)).isEqualTo("one");
            assertThat(clientThreads().size()).isGreaterThan(before.size());
            sender.close();
            receiver.close();
            sender.close();
            until(() -> clientThreads().equals(before));
        }
    }

    @Test
    void aHandlerDoesNotReceiveFromItsOwnReceiver() throws Exception {
        try (Queue queue = new Queue(broker);
                RabbitSender sender = queue.sender();
                RabbitReceiver receiver = queue.receiver()) {
            sender.send(message("one"));
            receiver.receive(outer -> assertThatThrownBy(() -> receiver.tryReceive(inner -> {}))
                    .isInstanceOf(IllegalStateException.class));
            assertThat(receiver.tryReceive(again -> {}, SHORT)).isFalse();
            assertThatThrownBy(() -> receiver.tryReceiveBatch(m -> {}, 0, () -> {}, SHORT))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    /**
     * Returns the threads of this library and of the client. Threads that are not named after this library are
     * recognized by the client's classes on their stacks.
     */
    private static List<Thread> clientThreads() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(each -> each.getKey().getName().startsWith("native-ipc-amqp")
                        || List.of(each.getValue()).toString().contains("com.rabbitmq."))
                .map(java.util.Map.Entry::getKey)
                .sorted(java.util.Comparator.comparing(Thread::getId))
                .toList();
    }

    private static <T> FutureTask<T> start(Callable<T> call) {
        FutureTask<T> task = new FutureTask<>(call);
        Thread thread = new Thread(task);
        thread.start();
        until(() -> thread.getState() == Thread.State.WAITING || task.isDone());
        return task;
    }

    private static void until(java.util.function.BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            LockSupport.parkNanos(1_000_000);
        }
    }
}

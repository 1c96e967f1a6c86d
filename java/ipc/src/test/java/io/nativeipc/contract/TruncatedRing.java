package io.nativeipc.contract;

import io.nativeipc.BatchReceiver.BatchEnd;
import io.nativeipc.MessageHandler;
import io.nativeipc.ring.RingChannel;
import io.nativeipc.ring.RingConsumer;
import io.nativeipc.ring.RingOptions;
import io.nativeipc.ring.RingProducer;
import io.nativeipc.ring.RingWait;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * A process whose ring channel is truncated while it is in use. It calls every public method of its channel, its
 * producers and its consumer by reflection, and prints {@code CLASS.METHOD OUTCOME} for each. The arguments are a name,
 * whether waits sleep, and the number of messages before the truncation.
 */
public final class TruncatedRing {
    private static final Map<Class<?>, Object> ARGUMENTS = Map.of(
            int.class,
            1,
            Duration.class,
            Duration.ofMillis(60),
            RingWait.class,
            RingWait.SPIN,
            MessageHandler.class,
            (MessageHandler) message -> {},
            BatchEnd.class,
            (BatchEnd) () -> {});

    private TruncatedRing() {}

    public static void main(String[] args) throws Exception {
        String name = args[0];
        RingChannel channel = RingChannel.create(name, new RingOptions(3, 4096, 600, Boolean.parseBoolean(args[1])));
        RingConsumer consumer = channel.openConsumer();
        RingProducer producer = channel.openProducer();
        RingProducer claimed = channel.openProducer();
        ByteBuffer message = ByteBuffer.allocate(100);
        for (int i = Integer.parseInt(args[2]); i > 0; i--) {
            producer.offer(message.clear());
            consumer.poll(received -> {}, 10);
        }
        claimed.tryClaim(8);
        try (FileChannel file = FileChannel.open(Path.of("/dev/shm" + name), StandardOpenOption.WRITE)) {
            file.truncate(0);
        }
        tell("claimed.commit", () -> {
            claimed.commit();
            return "ok";
        });
        for (Object each : List.of(producer, consumer, channel)) {
            Method[] methods = each.getClass().getDeclaredMethods();
            Arrays.sort(
                    methods,
                    Comparator.comparing((Method method) -> method.getName().equals("close"))
                            .thenComparing(Method::toString));
            for (Method method : methods) {
                if (Modifier.isPublic(method.getModifiers())
                        && !Modifier.isStatic(method.getModifiers())
                        && !method.isBridge()) {
                    tell(each.getClass().getSimpleName() + "." + method.getName(), () -> invoke(each, method));
                }
            }
        }
        System.out.println("lives");
    }

    private static Object invoke(Object object, Method method) throws Exception {
        Object[] arguments = Arrays.stream(method.getParameterTypes())
                .map(type -> type == ByteBuffer.class ? ByteBuffer.allocate(100) : ARGUMENTS.get(type))
                .toArray();
        try {
            return method.invoke(object, arguments);
        } catch (InvocationTargetException thrown) {
            if (thrown.getCause() instanceof Error error) {
                throw error;
            }
            throw (Exception) thrown.getCause();
        }
    }

    private interface Call {
        Object run() throws Exception;
    }

    private static void tell(String what, Call call) {
        String outcome;
        try {
            Object result = call.run();
            outcome = result instanceof Number || result instanceof Boolean ? result.toString() : "ok";
        } catch (IllegalArgumentException wrongArgument) {
            outcome = wrongArgument.toString();
        } catch (Exception | Error thrown) {
            outcome = thrown.getClass().getSimpleName();
        }
        try { // Java 17 throws the fault of compiled code when the thread next calls the VM
            outcome += new byte[Integer.parseInt("0")][Integer.parseInt("0")].length == 0 ? "" : "impossible";
        } catch (InternalError later) {
            outcome = "later";
        }
        System.out.println(what + " " + outcome);
    }
}

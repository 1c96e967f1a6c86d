package io.nativeipc.cli.demo;

import io.nativeipc.cli.demo.Conversation.Outcome;
import io.nativeipc.cli.demo.Conversation.WrongAnswerException;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Watches a conversation, which runs in its own thread. A semaphore or a queue does not report the death of the other
 * process, so this also waits for the end of the process itself.
 */
final class Supervision {
    /** How much longer one side may take after the other has ended: everything that was sent is already available. */
    private static final long AFTERMATH_SECONDS = 1;

    private final Process process;
    private final Duration patience;
    private final CompletableFuture<Outcome> talk = new CompletableFuture<>();

    Supervision(Process process, Duration patience) {
        this.process = process;
        this.patience = patience;
    }

    /**
     * Runs the conversation.
     *
     * @throws IOException if the C++ process answers wrongly, dies, fails, or does not finish in time
     */
    Outcome outcome(Conversation conversation) throws IOException, InterruptedException {
        Thread talker = new Thread(() -> hold(conversation), "demo-conversation");
        talker.setDaemon(true);
        talker.start();
        try {
            CompletableFuture.anyOf(talk, process.onExit()).get(patience.toMillis(), TimeUnit.MILLISECONDS);
            Outcome outcome = talk.get(AFTERMATH_SECONDS, TimeUnit.SECONDS);
            requireEnd();
            return outcome;
        } catch (TimeoutException silence) {
            throw failure(null);
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        } finally {
            talker.interrupt();
        }
    }

    private void hold(Conversation conversation) {
        try {
            talk.complete(conversation.call());
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            talk.completeExceptionally(e);
        }
    }

    private void requireEnd() throws IOException, InterruptedException {
        if (!process.waitFor(AFTERMATH_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException("the C++ process has answered, but does not end");
        } else if (process.exitValue() != 0) {
            throw new IOException("the C++ process ended with exit code " + process.exitValue());
        }
    }

    /**
     * Returns why there is no outcome. If the process has died, that is the reason for any failure of the conversation.
     */
    private IOException failure(@Nullable Throwable inConversation) throws InterruptedException {
        if (inConversation instanceof WrongAnswerException wrong) {
            return wrong;
        } else if (process.waitFor(AFTERMATH_SECONDS, TimeUnit.SECONDS)) {
            String text = "the C++ process ended before it had answered, with exit code " + process.exitValue();
            return new IOException(text, inConversation);
        } else if (inConversation == null) {
            return new IOException("the C++ process has not answered within " + patience.toSeconds() + " s");
        }
        String reason = Objects.requireNonNullElse(inConversation.getMessage(), inConversation.toString());
        return new IOException(reason, inConversation);
    }
}

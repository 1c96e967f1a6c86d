package io.nativeipc.python;

import io.nativeipc.AccessDeniedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The handshake of one connection. A call advances as far as the peer's messages allow, and the next call continues
 * there, so one thread can run many handshakes.
 */
final class Handshake {

    /** A step of one side; the other side performs its counterpart. */
    enum Step {
        /** Sends a challenge. */
        CHALLENGE,
        /** Receives the response and sends whether it is right. */
        VERDICT,
        /** Receives a challenge and sends the response. */
        ANSWER,
        /** Receives whether the response was right. */
        WELCOME
    }

    private final Messages peer;
    private final String name;
    private final Authentication authentication;
    private final List<Step> steps;
    private int done;
    private byte[] challenge = {};

    /** The message to send before the next step. */
    private @Nullable ByteBuffer outgoing;

    /** The exception to throw once the refusal was sent to the peer. */
    private @Nullable AccessDeniedException refusal;

    Handshake(Messages peer, String name, Authentication authentication, List<Step> steps) {
        this.peer = peer;
        this.name = name;
        this.authentication = authentication;
        this.steps = steps;
        if (!steps.isEmpty()) {
            peer.setMaxMessage(Authentication.LONGEST);
        }
    }

    /**
     * Continues the handshake until it ends or the deadline passes.
     *
     * @return whether both sides have proven their key; false if the deadline passes
     * @throws AccessDeniedException if the two keys differ
     */
    boolean advance(long deadline) throws IOException, InterruptedException {
        while (send(deadline)) {
            if (done == steps.size()) {
                peer.setMaxMessage(Messages.MAX_MESSAGE);
                return true;
            }
            Step step = steps.get(done);
            if (step == Step.CHALLENGE) {
                challenge = Authentication.newChallenge();
                outgoing = ByteBuffer.wrap(Authentication.join(Authentication.CHALLENGE, challenge));
            } else {
                ByteBuffer message = peer.receive(deadline);
                if (message == null) {
                    return false;
                }
                byte[] bytes = new byte[message.remaining()];
                message.get(bytes);
                take(step, bytes);
            }
            done++;
        }
        return false;
    }

    private boolean send(long deadline) throws IOException, InterruptedException {
        if (outgoing != null) {
            if (!peer.send(outgoing, deadline)) {
                return false;
            }
            outgoing = null;
        }
        if (refusal != null) {
            throw refusal;
        }
        return true;
    }

    private void take(Step step, byte[] message) throws AccessDeniedException {
        if (step == Step.VERDICT) {
            boolean right = authentication.isRight(challenge, message);
            outgoing = ByteBuffer.wrap(right ? Authentication.WELCOME : Authentication.FAILURE);
            refusal = right ? null : Authentication.refused(name, authentication.refusal(message));
        } else if (step == Step.ANSWER) {
            outgoing = ByteBuffer.wrap(authentication.response(name, message));
        } else if (!Arrays.equals(message, Authentication.WELCOME)) {
            throw Authentication.refused(name, "the peer has another authkey");
        }
    }
}

package io.nativeipc.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.MissedHeartbeatException;
import com.rabbitmq.client.ShutdownSignalException;
import io.nativeipc.AccessDeniedException;
import io.nativeipc.IpcException;
import io.nativeipc.NotFoundException;
import io.nativeipc.PeerClosedException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Translates the client's exceptions to those of this library. The error codes are AMQP's reply codes. */
final class Failures {
    private Failures() {}

    /** Returns the exception for a failure of a call at this address. */
    static IpcException of(String call, RabbitAddress address, Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            IpcException known = known(call, address, cause);
            if (known != null) {
                return caused(known, thrown);
            }
        }
        String text = thrown.getMessage() == null ? thrown.toString() : thrown.getMessage();
        return caused(lost(address, text), thrown);
    }

    /** Returns the exception for a lost connection. */
    static PeerClosedException lost(RabbitAddress address, String text) {
        return new PeerClosedException(address.toString(), "ECONNRESET", "the connection is lost: " + text);
    }

    /** Returns the exception for a queue that was deleted. */
    static NotFoundException noQueue(String call, RabbitAddress address) {
        String text = "the queue '" + address.queue + "' in the vhost '" + address.vhost + "' was deleted";
        return new NotFoundException(call, address.toString(), "NOT_FOUND", AMQP.NOT_FOUND, text);
    }

    /**
     * Translates a known cause; returns null for others. PossibleAuthenticationFailureException is not used, because it
     * covers every end of a connection before it is open; a broker states the reason itself.
     */
    private static @Nullable IpcException known(String call, RabbitAddress address, Throwable cause) {
        String object = address.toString();
        if (cause instanceof AuthenticationFailureException) {
            String text = "the broker refuses the user '" + address.user + "' with this password";
            return new AccessDeniedException(call, object, "ACCESS_REFUSED", AMQP.ACCESS_REFUSED, text);
        } else if (cause instanceof ShutdownSignalException shutdown) {
            return closed(call, address, shutdown);
        } else if (cause instanceof ConnectException) {
            String text =
                    cause.getMessage() + "; is a broker running at " + address.host + ", port " + address.port + "?";
            return new IpcException(object, "ECONNREFUSED", text);
        } else if (cause instanceof UnknownHostException) {
            return new IpcException(object, "EAI_NONAME", "there is no host '" + address.host + "'");
        } else if (cause instanceof MissedHeartbeatException) {
            return lost(address, "no heartbeat");
        } else if (cause instanceof SocketTimeoutException || cause instanceof TimeoutException) {
            return new IpcException(object, "ETIMEDOUT", "no broker answers in time");
        }
        return null;
    }

    private static @Nullable IpcException closed(String call, RabbitAddress address, ShutdownSignalException shutdown) {
        String object = address.toString();
        int code;
        String text;
        if (shutdown.getReason() instanceof AMQP.Channel.Close close) {
            code = close.getReplyCode();
            text = close.getReplyText();
        } else if (shutdown.getReason() instanceof AMQP.Connection.Close close) {
            code = close.getReplyCode();
            text = close.getReplyText();
        } else {
            return null;
        }
        String explained = text.replaceFirst("^[A-Z_]+ - ", "");
        return switch (code) {
            case AMQP.NOT_FOUND -> new NotFoundException(call, object, "NOT_FOUND", code, explained);
            case AMQP.ACCESS_REFUSED -> new AccessDeniedException(call, object, "ACCESS_REFUSED", code, explained);
            case AMQP.NOT_ALLOWED ->
                explained.contains("not found")
                        ? new NotFoundException(call, object, "NOT_ALLOWED", code, explained)
                        : new AccessDeniedException(call, object, "NOT_ALLOWED", code, explained);
            case AMQP.CONNECTION_FORCED -> new PeerClosedException(call, object, "CONNECTION_FORCED", code, explained);
            case AMQP.RESOURCE_LOCKED -> new AccessDeniedException(call, object, "RESOURCE_LOCKED", code, explained);
            case 0 -> new IpcException(object, name(text), explained);
            default -> new IpcException(call, object, name(text), code, explained);
        };
    }

    /** Returns the name at the beginning of a reply text such as {@code PRECONDITION_FAILED - …}. */
    private static String name(String text) {
        int end = text.indexOf(" - ");
        return end > 0 ? text.substring(0, end) : "closed";
    }

    private static IpcException caused(IpcException failure, Throwable cause) {
        // AlreadyClosedException only repeats its cause, which is attached instead, for debugging.
        failure.initCause(
                cause instanceof AlreadyClosedException && cause.getCause() != null ? cause.getCause() : cause);
        return failure;
    }
}

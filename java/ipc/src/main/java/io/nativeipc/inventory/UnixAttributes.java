package io.nativeipc.inventory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/** The fields of {@code struct stat}, read with the JDK's attribute view "unix", which needs no native library. */
final class UnixAttributes {
    private static final String NAMES = "unix:mode,uid,gid,size,dev,ino,nlink,lastModifiedTime,ctime";

    private final Map<String, Object> values;

    private UnixAttributes(Map<String, Object> values) {
        this.values = values;
    }

    static UnixAttributes of(Path file, LinkOption... options) throws IOException {
        return new UnixAttributes(Files.readAttributes(file, NAMES, options));
    }

    int number(String name) {
        return ((Number) value(name)).intValue();
    }

    /** Returns the id of a user or group, which the JDK returns as a signed number. */
    long owner(String name) {
        return Integer.toUnsignedLong(number(name));
    }

    long size() {
        return (Long) value("size");
    }

    FileId id() {
        return new FileId((Long) value("dev"), (Long) value("ino"));
    }

    Instant time(String name) {
        return ((FileTime) value(name)).toInstant();
    }

    private Object value(String name) {
        return Objects.requireNonNull(values.get(name), name);
    }
}

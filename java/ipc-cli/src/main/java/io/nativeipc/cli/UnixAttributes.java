package io.nativeipc.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/** {@code struct stat} by the JDK, which needs no native library: the names are those of its view "unix". */
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

    /** A user's or group's id, which the JDK holds for signed. */
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

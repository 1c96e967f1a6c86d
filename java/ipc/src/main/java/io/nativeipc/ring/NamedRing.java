package io.nativeipc.ring;

import io.nativeipc.AlreadyExistsException;
import io.nativeipc.CorruptException;
import io.nativeipc.IpcException;
import io.nativeipc.NotFoundException;
import io.nativeipc.internal.failure.Renamed;
import io.nativeipc.internal.journal.CreatedKind;
import io.nativeipc.internal.journal.Creations;
import io.nativeipc.internal.lifecycle.OpenOptions;
import io.nativeipc.internal.lifecycle.Opening;
import io.nativeipc.internal.lifecycle.Undo;
import io.nativeipc.internal.sys.Log;
import io.nativeipc.internal.sys.Platform;
import io.nativeipc.internal.wait.Backoff;
import io.nativeipc.windows.FileMapping;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * Creates, opens and cleans up channels that have a name: a POSIX shared memory object, or on Windows the file mapping
 * {@code Local\name}.
 */
final class NamedRing {
    private NamedRing() {}

    static RingMemory create(String name, RingOptions options) throws IOException {
        if (Platform.current().isWindows()) {
            FileMapping mapping = mapping(name, () -> section(name, options.byteSize()));
            return in(mapping, () -> createIn(mapping, RingFile.address(name), options));
        }
        Backoff backoff = new Backoff(RingFile.address(name));
        do {
            try (Undo undo = new Undo()) {
                RingFile file = RingFile.openOrCreate(name);
                undo.add(file::close);
                KillPoint.reached("create.opened");
                if (!file.lockCreator()) {
                    throw new IpcException(file.address(), "busy", "another process is creating it");
                } else if (file.isLinked() && file.lockAttached() && isToBeMade(file)) {
                    RingMemory memory = initialise(file, options);
                    file.unlockCreator();
                    Creations.add(CreatedKind.RING, name, 0);
                    return undo.done(memory);
                }
            }
        } while (backoff.pause());
        throw new IpcException(RingFile.address(name), "busy", "other processes keep removing and creating it");
    }

    private interface MappingOpener {
        FileMapping open() throws IOException;
    }

    /** Opens or creates a file mapping, which may be smaller than this if another process has created it. */
    private static FileMapping section(String name, long byteSize) throws IOException {
        String section = mappingName(name);
        return Opening.openOrCreate(
                RingFile.address(name), () -> FileMapping.open(section), () -> FileMapping.create(section, byteSize));
    }

    private static RingMemory createIn(FileMapping mapping, String address, RingOptions options) throws IOException {
        ByteBuffer page = mapping.buffer(0, RingLayout.PAGE);
        if (RingHeader.hasMagic(page) && RingHeader.state(page) == RingLayout.STATE_READY) {
            throw exists(address);
        }
        OpenOptions.requireSize(address, mapping.byteSize(), options.byteSize());
        return RegionRing.create(mapping, address, options);
    }

    /** Opens the file mapping of a channel. A failure names the channel. */
    private static FileMapping mapping(String name, MappingOpener opener) throws IOException {
        try {
            return opener.open();
        } catch (IpcException failed) {
            throw Renamed.as(RingFile.address(name), failed);
        }
    }

    private static String mappingName(String name) {
        return "Local\\" + name.substring(1);
    }

    private interface Memory {
        RingMemory get() throws IOException;
    }

    /** Makes the channel the owner of the mapping, which is closed with the channel, its producers and its consumer. */
    private static RingMemory in(FileMapping mapping, Memory channel) throws IOException {
        try (Undo undo = new Undo()) {
            undo.add(mapping::close);
            return undo.done(channel.get().own());
        }
    }

    /** Whether the object is new or was left by a dead creator. False after a retired object was removed. */
    private static boolean isToBeMade(RingFile file) throws IpcException {
        KillPoint.reached("create.locked");
        ByteBuffer page = file.readPage();
        int state = RingHeader.state(page);
        if (page.limit() == 0 || (RingHeader.hasMagic(page) && state == RingLayout.STATE_UNFINISHED)) {
            return true;
        } else if (!RingHeader.hasMagic(page)) {
            throw new CorruptException(file.address(), "is not a ring channel; it was not touched");
        } else if (state == RingLayout.STATE_RETIRED) {
            file.erase(); // the process that retired it died before it removed the name
            return false;
        }
        throw exists(file.address());
    }

    private static AlreadyExistsException exists(String address) {
        return new AlreadyExistsException(address, "exists", "there is a channel of this name");
    }

    private static RingMemory initialise(RingFile file, RingOptions options) throws IOException {
        try (Undo undo = new Undo()) {
            undo.add(file::erase);
            file.reserve(options.byteSize());
            KillPoint.reached("create.reserved");
            RingMemory memory = map(file, RingHeader.create(options));
            undo.add(memory::release);
            memory.publish();
            return undo.done(memory);
        }
    }

    static RingMemory open(String name, Duration patience) throws IOException {
        if (Platform.current().isWindows()) {
            FileMapping mapping =
                    mapping(name, () -> FileMapping.open(mappingName(name)).requireTrustedOwner());
            return in(mapping, () -> RegionRing.open(mapping, RingFile.address(name), patience));
        }
        Backoff backoff = new Backoff(RingFile.address(name));
        do {
            try (Undo undo = new Undo()) {
                RingFile file = RingFile.open(name);
                undo.add(file::close);
                KillPoint.reached("open.opened");
                if (!file.lockAttached()) {
                    throw new IpcException(file.address(), "busy", "another process is cleaning it up");
                } else if (file.isLinked()) {
                    RingMemory memory = map(file, awaitHeader(file, patience));
                    KillPoint.reached("open.attached");
                    return undo.done(memory);
                }
            }
        } while (backoff.pause());
        throw new IpcException(RingFile.address(name), "busy", "other processes keep removing and creating it");
    }

    static RingHeader awaitHeader(RingFile file, Duration patience) throws IOException {
        ByteBuffer page = file.awaitPage(patience);
        KillPoint.reached("open.read");
        if (RingHeader.state(page) != RingLayout.STATE_UNFINISHED) {
            RingHeader header = RingHeader.parse(page, file.byteSize(), file.address());
            if (page.getInt(RingLayout.LOCK_KIND_OFFSET) != RingLayout.LOCK_OBJECT) {
                throw new CorruptException(file.address(), "names a lock file, which shared memory does not need");
            }
            return header;
        } else if (page.limit() > 0 && !RingHeader.hasMagic(page)) {
            throw new CorruptException(file.address(), "is not a ring channel");
        } else if (patience.isZero()) {
            throw new NotFoundException(file.address(), "unfinished", "its creator has not finished");
        }
        throw new CorruptException(file.address(), "its creator has not finished, or died");
    }

    static boolean cleanUp(String name) throws IpcException {
        if (Platform.current().isWindows()) {
            try {
                FileMapping.open(mappingName(name)).close();
                return false; // it exists only while a process has it open
            } catch (IpcException failed) {
                throw Renamed.as(RingFile.address(name), failed);
            }
        }
        try (RingFile file = RingFile.open(name)) {
            if (!file.lockAll()) {
                return false;
            }
            KillPoint.reached("clean.locked");
            if (!file.isLinked()) {
                return false;
            }
            ByteBuffer page = file.readPage();
            if (page.limit() > 0 && !RingHeader.hasMagic(page)) {
                throw new CorruptException(file.address(), "is not a ring channel; it was not touched");
            }
            if (RingHeader.state(page) == RingLayout.STATE_READY) { // before READY no process uses it
                file.retire();
            }
            KillPoint.reached("clean.retired");
            file.erase();
            KillPoint.reached("clean.unlinked");
            Log.debug("removed {0}, which no process has open", file.address());
            return true;
        }
    }

    /** Maps the object of a channel, which then owns the mapping. */
    private static RingMemory map(RingFile file, RingHeader header) throws IpcException {
        return RingMemory.in(file.map(header.options().byteSize()), file, header)
                .own();
    }
}

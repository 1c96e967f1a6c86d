// Creating, opening, unlinking and cleaning up a channel. The steps are those of docs/ring-layout.md.
#pragma once

#include "ring_channel.hpp"
#include "ring_place.hpp"

namespace native_ipc {

namespace detail {

constexpr auto PATIENCE = std::chrono::seconds(1);

enum class RingFound { unfinished, ready, retired, foreign };

inline void check_name(const std::string &name) {
    bool good = name.size() >= 2 && name.size() <= 31 && name[0] == '/' && name[1] != '.';
    for (std::size_t i = 1; i < name.size(); i++)
        good = good && (std::isalnum(static_cast<unsigned char>(name[i])) || std::strchr("._-", name[i]) != nullptr);
    if (!good)
        throw std::invalid_argument("a name is / and 1 to 30 letters, digits, dots, dashes, underscores, and does not begin with a dot: "
                                    + name);
}

// An object that belongs to another user, or that others may write to, is not trusted.
inline void check_owner(const struct stat &found, const std::string &name) {
    if (!S_ISREG(found.st_mode) || found.st_uid != ::geteuid() || (found.st_mode & (S_IWGRP | S_IWOTH)) != 0)
        throw AccessDenied("shm_open", name, EACCES,
                           S_ISREG(found.st_mode) ? "only this user may write to it, and it " + owner_and_mode(found) : "it is not a file");
}

// Copies a header that no process changes any more. It reads the object and not a mapping, because the successor of a
// dead creator truncates the object.
inline RingFound read_header(const Descriptor &file, RingHeader &header, const std::string &name) {
    for (bool again = false;; again = true) {
        std::memset(&header, 0, sizeof header);
        ssize_t length = ::pread(file.get(), &header, sizeof header, 0);
        if (length == -1)
            fail("pread", name, errno);
        if (length == 0)
            return RingFound::unfinished;
        if (std::memcmp(header.magic, NATIVE_IPC_RING_MAGIC, sizeof header.magic) != 0)
            return RingFound::foreign;
        if (header.state == NATIVE_IPC_RING_STATE_UNFINISHED)
            return RingFound::unfinished;
        // The first copy may have been made in any order. The second one began after the state had been seen.
        if (again)
            return header.state == NATIVE_IPC_RING_STATE_RETIRED ? RingFound::retired : RingFound::ready;
        __atomic_thread_fence(__ATOMIC_ACQUIRE);
    }
}

// O_NONBLOCK has no effect on such a file, except that the open does not wait for the end of a lease (F_SETLEASE).
inline Descriptor shared_memory(const std::string &name, int flags) {
    return Descriptor::open([&] { return ::shm_open(name.c_str(), flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600); });
}

// Removes the name if it still belongs to this object. The caller holds the object's CREATOR lock. This library removes
// a name only under that lock, and another object can take the name only after it has been removed.
inline bool unlink_if_same(const Descriptor &file, const std::string &name) {
    struct stat ours = file.stat(name), found;
    if (::lstat(("/dev/shm" + name).c_str(), &found) == -1) // without a descriptor, because there may be none left
        return false;
    if (found.st_dev != ours.st_dev || found.st_ino != ours.st_ino)
        return false;
    NATIVE_IPC_RING_KILL_POINT("unlink.compared");
    return ::shm_unlink(name.c_str()) == 0;
}

inline void nap() {
    timespec time{0, 1000000};
    ::nanosleep(&time, nullptr);
}

inline std::shared_ptr<RingAttachment> attach(Descriptor file, const RingHeader &header, const std::string &name) {
    RingGeometry geometry = checked(header, static_cast<std::uint64_t>(file.stat(name).st_size), name);
    if (header.lock_kind != NATIVE_IPC_RING_LOCK_OBJECT)
        throw Corrupt(name, "the header names a lock file, which shared memory does not need");
    return std::shared_ptr<RingAttachment>(
        new RingAttachment{name, RingAttachment::Place::named, geometry, {file, geometry.total_size, name}, std::move(file)});
}

// Initialises an object that is empty or was left by a dead creator. The caller holds the CREATOR lock.
inline std::shared_ptr<RingAttachment> initialise(Descriptor file, const RingOptions &options, const std::string &name) {
    RingGeometry geometry = checked(options);
    std::shared_ptr<RingAttachment> channel;
    try {
        if (::ftruncate(file.get(), 0) == -1)
            fail("ftruncate", name, errno);
        if (::pwrite(file.get(), NATIVE_IPC_RING_MAGIC, 8, 0) != 8)
            fail("pwrite", name, errno);
        NATIVE_IPC_RING_KILL_POINT("create.magic");
        int error = ::posix_fallocate(file.get(), 0, static_cast<off_t>(geometry.total_size));
        if (error != 0)
            fail("posix_fallocate", name, error);
        NATIVE_IPC_RING_KILL_POINT("create.reserved");
        channel.reset(new RingAttachment{
            name, RingAttachment::Place::named, geometry, {file, geometry.total_size, name}, std::move(file)});
    } catch (...) {
        unlink_if_same(file, name);
        throw;
    }
    write_header(channel->header(), geometry, {}, nullptr);
    NATIVE_IPC_RING_KILL_POINT("create.header");
    store_release(&channel->header().state, static_cast<std::uint32_t>(NATIVE_IPC_RING_STATE_READY));
    NATIVE_IPC_RING_KILL_POINT("create.ready");
    channel->locks.lock(NATIVE_IPC_RING_LOCK_CREATOR, F_UNLCK, name);
    return channel;
}

// Opens the object of this name. With `create`, creates it if it does not exist.
inline Descriptor open_object(const std::string &name, bool create) {
    for (;;) {
        if (create) {
            Descriptor made = shared_memory(name, O_RDWR | O_CREAT | O_EXCL);
            if (made.get() != -1) {
                if (::fchmod(made.get(), 0600) == -1) // the mode must not depend on the umask
                    fail("fchmod", name, errno);
                return made;
            }
            if (errno != EEXIST)
                fail("shm_open", name, errno);
        }
        Descriptor found = shared_memory(name, O_RDWR);
        if (found.get() != -1) {
            check_owner(found.stat(name), name);
            return found;
        }
        if (!create || errno != ENOENT)
            fail("shm_open", name, errno);
    }
}

}

inline RingChannel RingChannel::open_named(const std::string &name, const RingOptions *options, bool exclusive) {
    using namespace detail;
    check_name(name);
    if (options != nullptr)
        checked(*options);
    for (auto deadline = after(PATIENCE);; nap()) {
        bool late = Clock::now() >= deadline;
        Descriptor file = open_object(name, options != nullptr);
        NATIVE_IPC_RING_KILL_POINT(options != nullptr ? "create.opened" : "open.opened");
        // A process that cleans up holds a lock on all bytes, so neither of these is available meanwhile. The object
        // may have lost its name afterwards.
        bool locked = file.lock(NATIVE_IPC_RING_LOCK_ATTACHED, F_RDLCK, name)
                      && (options == nullptr || file.lock(NATIVE_IPC_RING_LOCK_CREATOR, F_WRLCK, name));
        if (!locked) {
            if (late)
                throw Busy(name, "another process has been creating or removing it for a second");
            continue;
        }
        if (file.stat(name).st_nlink == 0)
            continue;
        if (options != nullptr)
            NATIVE_IPC_RING_KILL_POINT("create.locked");
        RingHeader header;
        switch (read_header(file, header, name)) {
        case RingFound::foreign:
            throw Corrupt(name, "the object is not a ring channel; it was not touched");
        case RingFound::unfinished:
            if (options != nullptr)
                return RingChannel(initialise(std::move(file), *options, name), true);
            if (late)
                throw Corrupt(name, "its creator has not finished it, or died; create or open_or_create does");
            continue;
        case RingFound::retired:
            if (options == nullptr)
                throw NotFound("ring", name, ENOENT, "the channel was retired");
            unlink_if_same(file, name);
            continue;
        case RingFound::ready:
            NATIVE_IPC_RING_KILL_POINT("open.read");
            if (exclusive)
                throw AlreadyExists("shm_open", name, EEXIST);
            file.lock(NATIVE_IPC_RING_LOCK_CREATOR, F_UNLCK, name);
            RingChannel opened(attach(std::move(file), header, name), false);
            NATIVE_IPC_RING_KILL_POINT("open.attached");
            return opened;
        }
    }
}

namespace detail {

// Throws if the memory contains a channel or anything else, except what a creator leaves that dies. Changes nothing.
inline void require_free(std::byte *memory, const RingGeometry &geometry, const std::string &object) {
    auto &header = *reinterpret_cast<RingHeader *>(memory);
    auto started = [&] { return std::memcmp(header.magic, NATIVE_IPC_RING_MAGIC, sizeof header.magic) == 0; };
    bool first = started();
    if (first && load_acquire(&header.state) == NATIVE_IPC_RING_STATE_READY)
        throw AlreadyExists("ring", object, EEXIST, "there is a channel in this memory");
    auto zero = [&](std::uint64_t from, std::uint64_t to) {
        for (; from < to; from += sizeof(std::uint64_t))
            if (load_acquire(reinterpret_cast<std::uint64_t *>(memory + from)) != 0 && (first || !started()))
                throw Corrupt(object, "the memory is not all zeros, and was not touched"); // else a creator has started
    };
    bool dead = first && header.state == NATIVE_IPC_RING_STATE_UNFINISHED; // its creator wrote only the header
    zero(dead ? sizeof header : 0, native_ipc_ring_lane_offset(geometry.lanes));
    for (unsigned i = 0; i < geometry.lanes; i++)
        zero(native_ipc_ring_data_offset(i, geometry.lanes, geometry.lane_capacity),
             native_ipc_ring_data_offset(i, geometry.lanes, geometry.lane_capacity) + sizeof(std::uint64_t));
}

// Creates the channel with either kind of locks. `locks` is an open file description of this participant's own.
inline std::shared_ptr<RingAttachment> create_in(void *memory, std::size_t size, const RingGeometry &geometry, Descriptor locks,
                                                 const std::string &object, RingAttachment::Place place) {
    if (!locks.lock(NATIVE_IPC_RING_LOCK_CREATOR, F_WRLCK, object) || !locks.lock(NATIVE_IPC_RING_LOCK_ATTACHED, F_RDLCK, object))
        throw Busy(object, "another process is creating or removing a channel here");
    struct stat lock_file = locks.stat(object);
    if (place == RingAttachment::Place::lock_file && lock_file.st_nlink == 0)
        throw Busy(object, "another process is removing a channel here");
    std::shared_ptr<RingAttachment> channel(
        new RingAttachment{object, place, geometry, {memory, size}, std::move(locks)});
    try {
        require_free(channel->memory.at(0), geometry, object);
    } catch (const Corrupt &) {
        if (place == RingAttachment::Place::lock_file)
            erase_if_same(channel->locks, object); // no channel has these locks
        throw;
    }
    RingHeader &header = channel->header();
    std::memset(&header, 0, sizeof header);
    write_header(header, geometry, object, place == RingAttachment::Place::lock_file ? &lock_file : nullptr);
    store_release(&header.state, static_cast<std::uint32_t>(NATIVE_IPC_RING_STATE_READY));
    channel->locks.lock(NATIVE_IPC_RING_LOCK_CREATOR, F_UNLCK, object);
    return channel;
}

[[noreturn]] inline void throw_unfinished(const RingHeader &header, const std::string &object) {
    if (std::memcmp(header.magic, NATIVE_IPC_RING_MAGIC, sizeof header.magic) == 0)
        throw Corrupt(object, "its creator has not finished, or died");
    throw NotFound("ring", object, ENOENT, "there is no channel in this memory");
}

inline RingGeometry checked_for(const RingOptions &options, std::size_t size) {
    RingGeometry geometry = checked(options);
    if (size < geometry.total_size)
        throw std::invalid_argument("the memory has " + std::to_string(size) + " bytes, the channel takes "
                                    + std::to_string(geometry.total_size));
    return geometry;
}

}

inline RingChannel RingChannel::create_in(void *memory, std::size_t size, int fd, const RingOptions &options) {
    using namespace detail;
    RingGeometry geometry = checked_for(options, size);
    require_line(memory);
    require_beginning(memory);
    std::string object = "fd " + std::to_string(fd);
    Descriptor locks = Descriptor::duplicate(fd, object).reopened(object);
    return RingChannel(detail::create_in(memory, size, geometry, std::move(locks), object, Attachment::Place::given), true);
}

inline RingChannel RingChannel::create_in(void *memory, std::size_t size, const RingOptions &options) {
    using namespace detail;
    RingGeometry geometry = checked_for(options, size);
    require_line(memory);
    std::string path = lock_file_path(memory);
    for (auto deadline = after(PATIENCE);; nap()) {
        require_free(static_cast<std::byte *>(memory), geometry, path); // again under the lock
        Descriptor file = open_or_make_lock_file(path);
        bool late = Clock::now() >= deadline;
        if (file.get() != -1) {
            struct stat found = file.stat(path);
            if (late || (found.st_mode & 07777) == 0600)
                check_lock_file(found, path);
            else
                continue; // its creator has not set the mode yet
            try {
                return RingChannel(
                    detail::create_in(memory, size, geometry, std::move(file), path, Attachment::Place::lock_file), true);
            } catch (const Busy &) {
                if (late)
                    throw;
            }
        } else if (late) {
            throw AccessDenied("open", path, EACCES, "the lock file cannot be opened");
        }
    }
}

inline RingChannel RingChannel::open_in(void *memory, std::size_t size, int fd) {
    using namespace detail;
    require_line(memory);
    std::string object = "fd " + std::to_string(fd);
    if (size < sizeof(RingHeader))
        throw Corrupt(object, "the memory has " + std::to_string(size) + " bytes, which is less than a header");
    auto *shared = static_cast<RingHeader *>(memory);
    for (auto deadline = after(PATIENCE); load_acquire(&shared->state) == NATIVE_IPC_RING_STATE_UNFINISHED; nap())
        if (Clock::now() >= deadline)
            throw_unfinished(*shared, object);
    RingHeader header; // only this copy is used
    std::memcpy(&header, memory, sizeof header);
    RingGeometry geometry = checked(header, size, object);
    if (header.state == NATIVE_IPC_RING_STATE_RETIRED)
        throw NotFound("ring", object, ENOENT, "the channel was retired");
    bool has_file = header.lock_kind == NATIVE_IPC_RING_LOCK_FILE;
    if (!has_file)
        require_beginning(memory);
    Descriptor locks = has_file ? open_lock_file(header, memory, object) : Descriptor::duplicate(fd, object).reopened(object);
    for (auto deadline = after(PATIENCE); !locks.lock(NATIVE_IPC_RING_LOCK_ATTACHED, F_RDLCK, object); nap())
        if (Clock::now() >= deadline)
            throw Busy(object, "another process is removing it");
    return RingChannel(std::shared_ptr<Attachment>(new Attachment{object, has_file ? Attachment::Place::lock_file : Attachment::Place::given,
                                                                  geometry, {memory, size}, std::move(locks)}),
                       false);
}

inline void RingChannel::unlink() {
    using namespace detail;
    const Attachment &channel = attached();
    // An open file description of its own, because two threads may unlink through the same channel. While CREATOR is
    // held, the name cannot pass to another object.
    Descriptor creator = channel.locks.reopened(channel.object);
    for (auto deadline = after(PATIENCE); !creator.lock(NATIVE_IPC_RING_LOCK_CREATOR, F_WRLCK, channel.object); nap())
        if (Clock::now() >= deadline)
            throw Busy(channel.object, "another process is creating or removing it; nothing was changed");
    if (!channel.is_instance())
        return; // the memory belongs to another channel
    store_release(&channel.header().state, static_cast<std::uint32_t>(NATIVE_IPC_RING_STATE_RETIRED));
    NATIVE_IPC_RING_KILL_POINT("unlink.retired");
    futex_wake(&channel.consumer().wake, 1);
    for (unsigned i = 0; i < channel.geometry.lanes; i++)
        futex_wake(&channel.lane(i).room, 1);
    if (channel.place == Attachment::Place::named)
        unlink_if_same(creator, channel.object);
    else if (channel.place == Attachment::Place::lock_file)
        erase_if_same(creator, channel.object);
}

inline bool RingChannel::clean_up(const std::string &name) {
    using namespace detail;
    check_name(name);
    Descriptor file = shared_memory(name, O_RDWR);
    if (file.get() == -1)
        fail("shm_open", name, errno);
    check_owner(file.stat(name), name);
    // All bytes at once: holding this lock proves that no live process has the channel open, and keeps other processes
    // out until the end.
    if (!file.lock(0, F_WRLCK, name, NATIVE_IPC_RING_LOCK_COUNT))
        return false;
    NATIVE_IPC_RING_KILL_POINT("clean.locked");
    if (file.stat(name).st_nlink == 0)
        return false;
    RingHeader header;
    RingFound found = read_header(file, header, name);
    if (found == RingFound::foreign)
        throw Corrupt(name, "the object is not a ring channel");
    std::uint32_t retired = NATIVE_IPC_RING_STATE_RETIRED;
    if (found == RingFound::ready
        && ::pwrite(file.get(), &retired, sizeof retired, NATIVE_IPC_RING_STATE_OFFSET) != sizeof retired)
        fail("pwrite", name, errno);
    NATIVE_IPC_RING_KILL_POINT("clean.retired");
    bool erased = unlink_if_same(file, name);
    NATIVE_IPC_RING_KILL_POINT("clean.unlinked");
    return erased;
}

}

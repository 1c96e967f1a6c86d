// The newest value of one writer, for many readers, in memory that is already mapped. docs/latest-value-layout.md is the
// layout; io.nativeipc.memory.LatestValue is the client for Java.
#pragma once

#include "ring_creation.hpp"

#include <limits>
#include <type_traits>

namespace native_ipc {

namespace detail {

constexpr const char *LATEST = "latest value"; // the call, in exceptions

// The words of a latest value. Those of the locks, the instance and the state are at the offsets of a ring channel's.
struct LatestLayout {
    static constexpr char MAGIC[] = "NIPCLAST";
    static constexpr std::uint32_t VERSION = 1;
    static constexpr std::uint64_t CELLS = 8;
    static constexpr std::uint64_t WHOLE = CELLS - 2; // a copy of version v is whole if LATEST <= v + WHOLE afterwards
    static constexpr std::size_t MAX_VALUE = std::size_t(1) << 27;
    static constexpr std::size_t PAGE = 4096;
    static constexpr std::size_t CELL_COUNT = 16, FLAGS = 20, TOTAL_SIZE = 24, CELL_SIZE = 32, VALUE_SIZE = 40, LATEST = 2048, WAKE = 2056;
    static constexpr unsigned SLOT_WRITER = 0;

    static constexpr std::size_t cell_size(std::size_t value_size) { return (value_size + 63) & ~std::size_t(63); }
    static constexpr std::size_t total_size(std::size_t value_size) { return PAGE + CELLS * cell_size(value_size); }
};

// A value is copied byte by byte between processes, so a pointer or an object with a constructor is none.
template <typename T>
constexpr void require_plain() {
    static_assert(std::is_trivially_copyable_v<T>, "a latest value is an object that can be copied byte by byte");
    static_assert(!std::is_pointer_v<T>, "give the object itself, or a pointer and a size");
}

template <typename T>
T *word_at(std::byte *memory, std::size_t offset) {
    return reinterpret_cast<T *>(memory + offset);
}

// Copies from or to a cell, with one access for each word, because another process may access the cell meanwhile. Cells
// begin at a multiple of 64; the private memory may begin anywhere.
inline void copy_from_cell(void *out, std::byte *cell, std::size_t size) {
    auto *to = static_cast<std::byte *>(out);
    std::size_t i = 0;
    for (; i + 8 <= size; i += 8) {
        std::uint64_t word = load_relaxed(word_at<std::uint64_t>(cell, i));
        std::memcpy(to + i, &word, 8);
    }
    for (; i < size; i++) {
        unsigned char byte = load_relaxed(word_at<unsigned char>(cell, i));
        std::memcpy(to + i, &byte, 1);
    }
}
inline void copy_to_cell(std::byte *cell, const void *value, std::size_t size) {
    const auto *from = static_cast<const std::byte *>(value);
    std::size_t i = 0;
    for (; i + 8 <= size; i += 8) {
        std::uint64_t word;
        std::memcpy(&word, from + i, 8);
        store_relaxed(word_at<std::uint64_t>(cell, i), word);
    }
    for (; i < size; i++)
        store_relaxed(word_at<unsigned char>(cell, i), static_cast<unsigned char>(from[i]));
}

struct LatestAttachment {
    std::string object; // the lock file's path, for messages
    std::byte *memory;
    std::size_t value_size;
    std::array<std::uint64_t, 2> instance_id;
    Descriptor locks;
    bool writable; // a reader may have mapped the memory for reading only
    Home home = {};

    RingHeader &header() const { return *reinterpret_cast<RingHeader *>(memory); }
    RingSlot &writer() const { return header().slots[LatestLayout::SLOT_WRITER]; }
    std::uint64_t *latest() const { return word_at<std::uint64_t>(memory, LatestLayout::LATEST); }
    std::uint32_t *wake() const { return word_at<std::uint32_t>(memory, LatestLayout::WAKE); }
    std::byte *cell(std::uint64_t version) const {
        return memory + LatestLayout::PAGE + (version & (LatestLayout::CELLS - 1)) * LatestLayout::cell_size(value_size);
    }
    // Whether the memory contains the value that was opened, and not one that was created in it since.
    bool is_same() const {
        return load_relaxed(&header().instance_id[0]) == instance_id[0]
               && load_relaxed(&header().instance_id[1]) == instance_id[1];
    }
    void require_same() const {
        if (!is_same())
            throw Corrupt(object, "the memory now contains something else than this value", LATEST);
    }
    void require_size(std::size_t size) const {
        if (size != value_size)
            throw std::invalid_argument("the value has " + std::to_string(value_size) + " bytes, not " + std::to_string(size));
    }
    std::uint64_t version() const {
        std::uint64_t found = load_acquire(latest());
        require_same();
        if (found >> 63 != 0)
            throw Corrupt(object, "the version is " + std::to_string(found), LATEST);
        return found;
    }
};

}

// The writer of a latest value, and the only one. It is used by one thread at a time.
class LatestValueWriter {
public:
    LatestValueWriter(LatestValueWriter &&) noexcept = default;
    LatestValueWriter &operator=(LatestValueWriter &&other) noexcept {
        if (this != &other) {
            close();
            value_ = std::move(other.value_);
            lock_ = std::move(other.lock_);
            version_ = other.version_;
            took_over_ = other.took_over_;
        }
        return *this;
    }
    ~LatestValueWriter() { close(); }

    // Sets the value, an object whose type has value_size() bytes. Never waits, and makes a system call only while a
    // reader sleeps in await. If the process dies during the call, the value before it stays. The order of the accesses
    // is argued in docs/latest-value-layout.md.
    template <typename T>
    void set(const T &value) {
        detail::require_plain<T>();
        set(&value, sizeof(T));
    }
    // Sets the value from memory of value_size() bytes; another size throws std::invalid_argument.
    void set(const void *value, std::size_t size) {
        if (value_ == nullptr)
            throw std::logic_error("the writer is closed");
        value_->require_size(size);
        value_->home.require(value_->object);
        value_->require_same();
        std::uint64_t next = version_ + 1;
        __atomic_thread_fence(__ATOMIC_RELEASE); // LATEST of the value before comes before the bytes of this one
        detail::copy_to_cell(value_->cell(next), value, value_->value_size);
        detail::store_release(value_->latest(), next);
        version_ = next;
        std::uint32_t *wake = value_->wake();
        if (detail::load_relaxed(wake) != 0) { // the argument is in docs/latest-value-layout.md
            detail::store_relaxed(wake, std::uint32_t{0});
            detail::futex_wake(wake, std::numeric_limits<int>::max());
        }
    }

    std::uint64_t version() const { return version_; }
    // Whether the former writer's process ended without closing its writer.
    bool took_over() const { return took_over_; }

    // Leaves the value, which keeps the last value that was set.
    void close() {
        if (value_ != nullptr && value_->home.is_here() && value_->is_same())
            detail::store_release(&value_->writer().epoch, std::uint64_t(0));
        lock_.close();
        value_.reset();
    }

private:
    friend class LatestValue;
    LatestValueWriter(std::shared_ptr<const detail::LatestAttachment> value, detail::Descriptor lock, bool took_over)
        : value_(std::move(value)), lock_(std::move(lock)), version_(value_->version()), took_over_(took_over) {}

    std::shared_ptr<const detail::LatestAttachment> value_;
    detail::Descriptor lock_;
    std::uint64_t version_;
    bool took_over_;
};

// A process's handle of a latest value. After fork() only the parent can use it.
class LatestValue {
public:
    enum class WriterState { absent, alive, dead };

    // The number of bytes of memory that a value takes.
    static std::size_t byte_size(std::size_t value_size) {
        if (value_size < 1 || value_size > detail::LatestLayout::MAX_VALUE)
            throw std::invalid_argument("a value has 1 to 2^27 bytes: " + std::to_string(value_size));
        return detail::LatestLayout::total_size(value_size);
    }

    // Creates a value in memory that is already mapped, contains only zeros, and outlives every object made from this
    // one. Throws AlreadyExists if there is a value.
    static LatestValue create_in(void *memory, std::size_t size, std::size_t value_size);
    // Opens the value in mapped memory. Throws NotFound if there is none, and Corrupt if there is something else.
    static LatestValue open_in(void *memory, std::size_t size);

    std::size_t value_size() const { return value_->value_size; }
    // The number of values that were set since the creation.
    std::uint64_t version() const { return attached().version(); }

    // Copies the newest value to an object whose type has value_size() bytes, and returns its version; 0 if none has
    // been set. Copies again while the writer overtakes the copy, which takes seven values set during the copy.
    template <typename T>
    std::uint64_t read(T &out) const {
        detail::require_plain<T>();
        return read(&out, sizeof(T));
    }
    // Copies the newest value to memory of value_size() bytes; another size throws std::invalid_argument.
    std::uint64_t read(void *out, std::size_t size) const {
        value_->require_size(size);
        for (;;)
            if (std::optional<std::uint64_t> version = copy(out))
                return *version;
    }
    // Returns nothing if the writer overtook every copy until the timeout.
    template <typename T>
    std::optional<std::uint64_t> try_read(T &out, std::chrono::nanoseconds timeout) const {
        detail::require_plain<T>();
        return try_read(&out, sizeof(T), timeout);
    }
    std::optional<std::uint64_t> try_read(void *out, std::size_t size, std::chrono::nanoseconds timeout) const {
        value_->require_size(size);
        for (auto deadline = detail::after(timeout);;) {
            for (int attempt = 0; attempt < 1000; attempt++)
                if (std::optional<std::uint64_t> version = copy(out))
                    return version;
            if (detail::Clock::now() >= deadline)
                return {};
            detail::nap();
        }
    }
    // Waits until the newest value has another version, and returns that; the same version on timeout. The thread
    // sleeps, and the writer wakes it. If the memory is mapped for reading only, it looks each millisecond.
    std::uint64_t await(std::uint64_t known, std::chrono::nanoseconds timeout) const {
        auto deadline = detail::after(timeout);
        for (int yields = 4;;) {
            std::uint64_t found = version();
            auto now = detail::Clock::now();
            if (found != known || now >= deadline)
                return found;
            if (yields-- > 0)
                ::sched_yield();
            else if (value_->writable)
                sleep(known, std::min<detail::Clock::duration>(deadline - now, detail::SLICE));
            else
                detail::nap();
        }
    }

    // Whether there is a writer, and whether it is alive, which the kernel proves.
    WriterState writer_state() const {
        const detail::LatestAttachment &value = attached();
        std::uint64_t epoch = detail::load_acquire(&value.writer().epoch);
        bool locked = value.locks.is_locked(detail::LatestLayout::SLOT_WRITER);
        if (epoch == 0 || detail::load_acquire(&value.writer().epoch) != epoch)
            return WriterState::absent;
        return locked ? WriterState::alive : WriterState::dead;
    }

    // Becomes the writer. Throws Busy if there is one, in this process or another.
    LatestValueWriter writer() const;

    // Ends the value: no process can open it or become its writer any more.
    void unlink() const;

private:
    explicit LatestValue(std::shared_ptr<const detail::LatestAttachment> value) : value_(std::move(value)) {}

    const detail::LatestAttachment &attached() const {
        value_->home.require(value_->object);
        return *value_;
    }

    // The second sleep begins when the announcement of the first has reached every processor.
    void sleep(std::uint64_t known, detail::Clock::duration at_most) const {
        std::uint32_t *wake = value_->wake();
        detail::store_relaxed(wake, std::uint32_t{1});
        detail::full_fence();
        auto first = std::min<detail::Clock::duration>(at_most, std::chrono::microseconds(100));
        for (auto time : {first, at_most - first})
            if (version() == known)
                detail::futex_wait(wake, 1, time);
    }

    std::optional<std::uint64_t> copy(void *out) const {
        const detail::LatestAttachment &value = attached();
        std::uint64_t version = value.version();
        if (version == 0)
            return 0;
        detail::copy_from_cell(out, value.cell(version), value.value_size);
        __atomic_thread_fence(__ATOMIC_ACQUIRE); // the copy comes before the second load
        std::uint64_t now = detail::load_relaxed(value.latest());
        value.require_same();
        if (now < version)
            throw Corrupt(value.object, "the version was " + std::to_string(version) + ", and then " + std::to_string(now),
                          detail::LATEST);
        if (now - version > detail::LatestLayout::WHOLE)
            return {};
        return version;
    }

    std::shared_ptr<const detail::LatestAttachment> value_;
};

namespace detail {

inline std::size_t checked_value_size(RingHeader &header, std::size_t size, const std::string &object) {
    auto *bytes = reinterpret_cast<std::byte *>(&header);
    auto require = [&](bool condition, const char *what) {
        if (!condition)
            throw Corrupt(object, std::string("the header's ") + what + " is not that of a latest value of version 1", LATEST);
    };
    require(std::memcmp(header.magic, LatestLayout::MAGIC, sizeof header.magic) == 0, "magic");
    require(header.byte_order == NATIVE_IPC_RING_BYTE_ORDER, "byte order");
    require(header.version == LatestLayout::VERSION, "version");
    require(*word_at<std::uint32_t>(bytes, LatestLayout::CELL_COUNT) == LatestLayout::CELLS, "number of cells");
    require(*word_at<std::uint32_t>(bytes, LatestLayout::FLAGS) == 0, "flags");
    std::uint64_t value_size = *word_at<std::uint64_t>(bytes, LatestLayout::VALUE_SIZE);
    require(value_size >= 1 && value_size <= LatestLayout::MAX_VALUE, "size of the value");
    require(*word_at<std::uint64_t>(bytes, LatestLayout::CELL_SIZE) == LatestLayout::cell_size(value_size), "size of a cell");
    std::uint64_t total = *word_at<std::uint64_t>(bytes, LatestLayout::TOTAL_SIZE);
    require(total == LatestLayout::total_size(value_size) && total <= size, "total size");
    require(header.instance_id[0] != 0 || header.instance_id[1] != 0, "instance");
    require(header.lock_kind == NATIVE_IPC_RING_LOCK_FILE && header.lock_path_length > 0
                && header.lock_path_length < NATIVE_IPC_RING_LOCK_PATH_SIZE,
            "place of the locks");
    require(header.state == NATIVE_IPC_RING_STATE_READY || header.state == NATIVE_IPC_RING_STATE_RETIRED, "state");
    return value_size;
}

// Throws if the memory contains a value or anything else, except what a creator leaves that dies. Changes nothing.
inline void require_free(std::byte *memory, std::size_t value_size, const std::string &path) {
    auto &header = *reinterpret_cast<RingHeader *>(memory);
    auto started = [&] { return std::memcmp(header.magic, LatestLayout::MAGIC, sizeof header.magic) == 0; };
    bool first = started();
    if (first && load_acquire(&header.state) == NATIVE_IPC_RING_STATE_READY)
        throw AlreadyExists(LATEST, path, EEXIST, "there is a latest value in this memory");
    bool dead = first && header.state == NATIVE_IPC_RING_STATE_UNFINISHED; // its creator wrote only the header
    for (std::size_t i = dead ? LatestLayout::PAGE : 0; i < LatestLayout::total_size(value_size); i += 8)
        if (load_relaxed(word_at<std::uint64_t>(memory, i)) != 0 && (first || !started())) // else a creator has started
            throw Corrupt(path, "the memory is not all zeros, and was not touched", LATEST);
}

// Returns nothing if the lock file was removed just now, or is being created.
inline std::shared_ptr<LatestAttachment> create_latest(std::byte *memory, std::size_t value_size, Descriptor file, const std::string &path) {
    if (!file.lock(NATIVE_IPC_RING_LOCK_CREATOR, F_WRLCK, path) || !file.lock(NATIVE_IPC_RING_LOCK_ATTACHED, F_RDLCK, path))
        return nullptr;
    struct stat found = file.stat(path);
    if (found.st_nlink == 0)
        return nullptr;
    check_lock_file(found, path);
    auto value = std::shared_ptr<LatestAttachment>(
        new LatestAttachment{path, memory, value_size, {random_nonzero(), random_nonzero()}, std::move(file), true});
    try {
        require_free(memory, value_size, path);
    } catch (const Corrupt &) {
        erase_if_same(value->locks, path); // no value has these locks
        throw;
    }
    RingHeader &header = value->header();
    std::memset(memory, 0, LatestLayout::PAGE);
    std::memcpy(header.magic, LatestLayout::MAGIC, sizeof header.magic);
    header.byte_order = NATIVE_IPC_RING_BYTE_ORDER;
    header.version = LatestLayout::VERSION;
    *word_at<std::uint32_t>(memory, LatestLayout::CELL_COUNT) = LatestLayout::CELLS;
    *word_at<std::uint64_t>(memory, LatestLayout::TOTAL_SIZE) = LatestLayout::total_size(value_size);
    *word_at<std::uint64_t>(memory, LatestLayout::CELL_SIZE) = LatestLayout::cell_size(value_size);
    *word_at<std::uint64_t>(memory, LatestLayout::VALUE_SIZE) = value_size;
    header.instance_id[0] = value->instance_id[0];
    header.instance_id[1] = value->instance_id[1];
    header.lock_kind = NATIVE_IPC_RING_LOCK_FILE;
    header.lock_path_length = static_cast<std::uint32_t>(path.size());
    header.lock_device = found.st_dev;
    header.lock_inode = found.st_ino;
    std::memcpy(header.lock_path, path.data(), path.size());
    header.creator_start = process_start();
    header.creator_pid = static_cast<std::uint32_t>(::getpid());
    store_release(&header.state, static_cast<std::uint32_t>(NATIVE_IPC_RING_STATE_READY));
    value->locks.lock(NATIVE_IPC_RING_LOCK_CREATOR, F_UNLCK, path);
    return value;
}

}

inline LatestValue LatestValue::create_in(void *memory, std::size_t size, std::size_t value_size) {
    using namespace detail;
    require_line(memory);
    if (size < byte_size(value_size))
        throw std::invalid_argument("the memory has " + std::to_string(size) + " bytes, the value takes "
                                    + std::to_string(byte_size(value_size)));
    std::string path = lock_file_path(memory);
    for (auto deadline = after(PATIENCE);; nap()) {
        bool late = Clock::now() >= deadline;
        require_free(static_cast<std::byte *>(memory), value_size, path); // again under the lock
        Descriptor file = open_or_make_lock_file(path);
        if (file.get() != -1)
            if (auto made = create_latest(static_cast<std::byte *>(memory), value_size, std::move(file), path))
                return LatestValue(std::move(made));
        if (late)
            throw Busy(path, "another process is creating or removing a value here", LATEST);
    }
}

inline LatestValue LatestValue::open_in(void *memory, std::size_t size) {
    using namespace detail;
    require_line(memory);
    std::string object = "latest value";
    if (size < sizeof(RingHeader))
        throw Corrupt(object, "the memory has " + std::to_string(size) + " bytes, which is less than a header", LATEST);
    auto *shared = static_cast<RingHeader *>(memory);
    for (auto deadline = after(PATIENCE); load_acquire(&shared->state) == NATIVE_IPC_RING_STATE_UNFINISHED; nap())
        if (Clock::now() >= deadline) {
            if (std::memcmp(shared->magic, LatestLayout::MAGIC, sizeof shared->magic) == 0)
                throw Corrupt(object, "its creator has not finished, or died", LATEST);
            throw NotFound(LATEST, object, ENOENT, "there is no latest value in this memory");
        }
    RingHeader header; // only this copy is used
    std::memcpy(&header, memory, sizeof header);
    std::size_t value_size = checked_value_size(header, size, object);
    if (header.state == NATIVE_IPC_RING_STATE_RETIRED)
        throw NotFound(LATEST, object, ENOENT, "it was unlinked");
    Descriptor locks = open_lock_file(header, memory, object);
    for (auto deadline = after(PATIENCE); !locks.lock(NATIVE_IPC_RING_LOCK_ATTACHED, F_RDLCK, object); nap())
        if (Clock::now() >= deadline)
            throw Busy(object, "another process is removing it", LATEST);
    return LatestValue(std::shared_ptr<LatestAttachment>(
        new LatestAttachment{object, static_cast<std::byte *>(memory), value_size, {header.instance_id[0], header.instance_id[1]},
                             std::move(locks), is_writable(memory)}));
}

inline LatestValueWriter LatestValue::writer() const {
    using namespace detail;
    const LatestAttachment &value = attached();
    Descriptor lock = value.locks.reopened(value.object);
    if (!lock.lock(LatestLayout::SLOT_WRITER, F_WRLCK, value.object))
        throw Busy(value.object, "the value has a writer", detail::LATEST);
    value.require_same(); // its locks may be those of a value that was unlinked
    if (load_acquire(&value.header().state) != NATIVE_IPC_RING_STATE_READY)
        throw PeerClosed("latest value", value.object, EPIPE, "it was unlinked");
    RingSlot &slot = value.writer();
    bool dead = load_acquire(&slot.epoch) != 0;
    LatestValueWriter writer(value_, std::move(lock), dead);
    store_release(&slot.epoch, std::uint64_t(0));
    store_relaxed(&slot.pid, static_cast<std::uint32_t>(::getpid()));
    store_relaxed(&slot.start, process_start());
    store_release(&slot.epoch, random_nonzero());
    return writer;
}

inline void LatestValue::unlink() const {
    using namespace detail;
    const LatestAttachment &value = attached();
    Descriptor creator = value.locks.reopened(value.object);
    for (auto deadline = after(PATIENCE); !creator.lock(NATIVE_IPC_RING_LOCK_CREATOR, F_WRLCK, value.object); nap())
        if (Clock::now() >= deadline)
            throw Busy(value.object, "another process is creating or removing it; nothing was changed", detail::LATEST);
    if (!value.is_same())
        return; // the memory belongs to another value
    store_release(&value.header().state, static_cast<std::uint32_t>(NATIVE_IPC_RING_STATE_RETIRED));
    erase_if_same(creator, value.object);
}

}

#include "unix.hpp"

#include <native_ipc/latest_value.hpp>

#include <cstring>
#include <fcntl.h>
#include <optional>
#include <sys/mman.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

// A latest value in the System V segment of this key, or at a position of a file, PATH:OFFSET. Each word of a value is its version times the word's own number.
// `create SIZE` or `open` comes first. `writer` answers whether it took over. `set COUNT` sets so many values without a
// pause, `set` sets values until the process is killed. `read COUNT` answers how many of so many values were torn or
// older than the one before. `await VERSION SECONDS` answers the next version.
class Latest : public Peer {
public:
    explicit Latest(const std::string &place) {
        if (place[0] == '/')
            map(place);
        else
            attach(place);
        on("create", [=](const Words &words) {
            return guarded([&] {
                value_ = native_ipc::LatestValue::create_in(memory_, size_, words.size(1));
                return std::string();
            });
        });
        on("open", [=](const Words &) {
            return guarded([&] {
                value_ = native_ipc::LatestValue::open_in(memory_, size_);
                return std::to_string(value_->value_size());
            });
        });
        on("writer", [=](const Words &) {
            return guarded([&] {
                writer_ = value().writer();
                return std::string(writer_->took_over() ? "took over" : "first");
            });
        });
        on("set", [=](const Words &words) {
            bool forever = words.count() == 1;
            std::vector<std::uint64_t> next(value().value_size() / sizeof(std::uint64_t));
            for (long long i = 0; forever || i < words.number(1); i++) {
                for (std::size_t word = 0; word < next.size(); word++)
                    next[word] = (writer_->version() + 1) * (word + 1);
                writer_->set(next.data(), next.size() * sizeof next[0]);
            }
            return std::to_string(writer_->version());
        });
        on("leave", [=](const Words &) {
            writer_.reset();
            return "";
        });
        on("read", [=](const Words &words) {
            return guarded([&] { return read(words.number(1)); });
        });
        on("await", [=](const Words &words) {
            auto timeout = std::chrono::seconds(words.number(2));
            return guarded([&] { return std::to_string(value().await(words.size(1), timeout)); });
        });
        on("version", [=](const Words &) { return std::to_string(value().version()); });
        on("state", [=](const Words &) {
            const char *const names[] = {"absent", "alive", "dead"};
            return names[static_cast<int>(value().writer_state())];
        });
        on("unlink", [=](const Words &) {
            return guarded([&] {
                value().unlink();
                return std::string();
            });
        });
    }

private:
    void attach(const std::string &key) {
        int id = check("shmget", shmget(static_cast<key_t>(parse_number(key)), 0, 0));
        memory_ = shmat(id, nullptr, 0);
        struct shmid_ds segment;
        if (memory_ == reinterpret_cast<void *>(-1) || shmctl(id, IPC_STAT, &segment) == -1)
            fail_errno("shmat");
        size_ = segment.shm_segsz;
    }

    void map(const std::string &place) {
        auto colon = place.rfind(':');
        auto offset = static_cast<std::size_t>(parse_number(place.substr(colon + 1)));
        int fd = check("open", open(place.substr(0, colon).c_str(), O_RDWR | O_CLOEXEC));
        struct stat file;
        check("fstat", fstat(fd, &file));
        auto whole = static_cast<std::size_t>(file.st_size);
        void *memory = mmap(nullptr, whole, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        if (memory == MAP_FAILED)
            fail_errno("mmap");
        close(fd);
        memory_ = static_cast<std::byte *>(memory) + offset;
        size_ = whole - offset;
    }

    const native_ipc::LatestValue &value() const {
        if (!value_)
            fail("usage", EINVAL, "neither created nor open");
        return *value_;
    }

    template <typename F>
    static std::string guarded(F action) {
        try {
            return action();
        } catch (const native_ipc::Error &error) {
            fail("latest", error.code(), error.what());
        } catch (const std::exception &error) {
            fail("latest", EINVAL, error.what());
        }
    }

    std::string read(long long count) const {
        std::vector<std::uint64_t> copy(value().value_size() / sizeof(std::uint64_t));
        std::uint64_t last = 0;
        long long wrong = 0;
        for (long long i = 0; i < count; i++) {
            std::uint64_t version = value().read(copy.data(), copy.size() * sizeof copy[0]);
            bool good = version >= last;
            for (std::size_t word = 0; version != 0 && word < copy.size(); word++)
                good = good && copy[word] == version * (word + 1);
            wrong += good ? 0 : 1;
            last = version;
        }
        return std::to_string(wrong);
    }

    void *memory_;
    std::size_t size_;
    std::optional<native_ipc::LatestValue> value_;
    std::optional<native_ipc::LatestValueWriter> writer_;
};

}

std::unique_ptr<Peer> latest_value(const std::string &key) {
    return std::make_unique<Latest>(key);
}

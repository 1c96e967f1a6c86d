// A C++ struct with padding in a System V segment, guarded by a semaphore of System V or POSIX.
#include "unix.hpp"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <semaphore.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/shm.h>

namespace {

struct Quote {
    std::int32_t id;
    double price;
    char symbol[8];
    struct {
        std::int16_t bid;
        std::int64_t ask;
    } depth[2];
};

constexpr int MODE = 0600;

class Guard {
public:
    virtual ~Guard() = default;
    virtual void create() = 0;
    virtual void open() = 0;
    virtual void lock() = 0;
    virtual void unlock() = 0;
    virtual void remove() = 0;
};

class SysVGuard : public Guard {
public:
    explicit SysVGuard(key_t key) : key_(key) {}

    void create() override {
        id_ = check("semget", semget(key_, 1, IPC_CREAT | IPC_EXCL | MODE));
        add(1, 0);
    }
    void open() override { id_ = check("semget", semget(key_, 1, 0)); }
    void lock() override { add(-1, SEM_UNDO); }
    void unlock() override { add(1, SEM_UNDO); }
    void remove() override { check("semctl", semctl(id_, 0, IPC_RMID)); }

private:
    void add(short delta, short flags) const {
        sembuf operation{0, delta, flags};
        restarting("semop", [&] { return semop(id_, &operation, 1); });
    }

    key_t key_;
    int id_ = -1;
};

class PosixGuard : public Guard {
public:
    explicit PosixGuard(std::string name) : name_(std::move(name)) {}

    ~PosixGuard() override {
        if (semaphore_ != SEM_FAILED)
            sem_close(semaphore_);
    }

    void create() override { adopt(sem_open(name_.c_str(), O_CREAT | O_EXCL, MODE, 1)); }
    void open() override { adopt(sem_open(name_.c_str(), 0)); }
    void lock() override {
        restarting("sem_wait", [&] { return sem_wait(semaphore_); });
    }
    void unlock() override { check("sem_post", sem_post(semaphore_)); }
    void remove() override { check("sem_unlink", sem_unlink(name_.c_str())); }

private:
    void adopt(sem_t *semaphore) {
        if (semaphore == SEM_FAILED)
            fail_errno("sem_open");
        semaphore_ = semaphore;
    }

    std::string name_;
    sem_t *semaphore_ = SEM_FAILED;
};

class GuardedStruct : public Peer {
public:
    GuardedStruct(key_t key, std::unique_ptr<Guard> guard) : guard_(std::move(guard)) {
        on("create", [=](const Words &) { return attach(shmget(key, sizeof(Quote), IPC_CREAT | IPC_EXCL | MODE), true); });
        on("open", [=](const Words &) { return attach(shmget(key, sizeof(Quote), 0), false); });
        on("layout", [=](const Words &) { return layout(); });
        on("put", [=](const Words &words) { return locked([&] { return put(words); }); });
        on("get", [=](const Words &) { return locked([&] { return get(); }); });
        on("lock", [=](const Words &) {
            quote();
            guard_->lock();
            holding_ = true;
            return "";
        });
        on("unlock", [=](const Words &) {
            quote();
            holding_ = false;
            guard_->unlock();
            return "";
        });
        on("remove", [=](const Words &) {
            check("shmctl", shmctl(id_, IPC_RMID, nullptr));
            guard_->remove();
            return "";
        });
    }

    ~GuardedStruct() override {
        if (quote_ != nullptr)
            shmdt(quote_);
    }

private:
    std::string attach(int id, bool creating) {
        id_ = check("shmget", id);
        void *address = shmat(id_, nullptr, 0);
        if (address == reinterpret_cast<void *>(-1))
            fail_errno("shmat");
        quote_ = static_cast<Quote *>(address);
        creating ? guard_->create() : guard_->open();
        return std::to_string(id_);
    }

    Quote &quote() const {
        if (quote_ == nullptr)
            fail("usage", EINVAL, "neither created nor open");
        return *quote_;
    }

    // Between the commands lock and unlock, this peer already holds the lock.
    template <typename F>
    std::string locked(F action) {
        quote();
        if (holding_)
            return action();
        guard_->lock();
        try {
            std::string values = action();
            guard_->unlock();
            return values;
        } catch (const Failure &) {
            guard_->unlock();
            throw;
        }
    }

    static std::string layout() {
        auto field = [](const char *name, std::size_t number) { return std::string(name) + "=" + std::to_string(number); };
        using Level = std::remove_reference_t<decltype(Quote::depth[0])>;
        return field("size", sizeof(Quote)) + field(" id", offsetof(Quote, id)) + field(" price", offsetof(Quote, price))
               + field(" symbol", offsetof(Quote, symbol)) + field(" depth", offsetof(Quote, depth))
               + field(" depth.size", sizeof(Level)) + field(" depth.bid", offsetof(Level, bid))
               + field(" depth.ask", offsetof(Level, ask));
    }

    // ID PRICE SYMBOL BID0 ASK0 BID1 ASK1
    std::string put(const Words &words) const {
        Quote value{};
        value.id = words.integer(1);
        value.price = words.real(2);
        const std::string &symbol = words.text(3);
        std::memcpy(value.symbol, symbol.data(), std::min(symbol.size(), sizeof value.symbol));
        for (std::size_t i = 0; i < 2; i++) {
            value.depth[i].bid = static_cast<std::int16_t>(words.number(4 + 2 * i));
            value.depth[i].ask = words.number(5 + 2 * i);
        }
        quote() = value;
        return "";
    }

    std::string get() const {
        const Quote &value = quote();
        char price[32];
        std::snprintf(price, sizeof price, "%.17g", value.price);
        std::string text = std::to_string(value.id) + " " + price + " ";
        text.append(value.symbol, strnlen(value.symbol, sizeof value.symbol));
        for (const auto &level : value.depth)
            text += " " + std::to_string(level.bid) + " " + std::to_string(level.ask);
        return text;
    }

    std::unique_ptr<Guard> guard_;
    int id_ = -1;
    Quote *quote_ = nullptr;
    bool holding_ = false;
};

}

std::unique_ptr<Peer> guarded_struct(const std::string &key, const std::string &semaphore) {
    std::unique_ptr<Guard> guard;
    if (semaphore[0] == '/')
        guard = std::make_unique<PosixGuard>(semaphore);
    else
        guard = std::make_unique<SysVGuard>(static_cast<key_t>(parse_number(semaphore)));
    return std::make_unique<GuardedStruct>(static_cast<key_t>(parse_number(key)), std::move(guard));
}

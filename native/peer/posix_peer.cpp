#include "unix.hpp"

#include <ctime>
#include <fcntl.h>
#include <mqueue.h>
#include <semaphore.h>

namespace {

class PosixSemaphore : public Peer {
public:
    explicit PosixSemaphore(const std::string &name) {
        on("create", [=](const Words &words) {
            return open(sem_open(name.c_str(), O_CREAT | O_EXCL, words.mode(2), static_cast<unsigned>(words.number(1))));
        });
        on("open", [=](const Words &) { return open(sem_open(name.c_str(), 0)); });
        on("wait", [=](const Words &) {
            restarting("sem_wait", [&] { return sem_wait(semaphore()); });
            return "";
        });
        on("trywait", [=](const Words &) { return acquired("sem_trywait", EAGAIN, [&] { return sem_trywait(semaphore()); }); });
        on("timedwait", [=](const Words &words) {
            timespec deadline = after_millis(words.number(1));
            return acquired("sem_timedwait", ETIMEDOUT, [&] { return sem_timedwait(semaphore(), &deadline); });
        });
        on("post", [=](const Words &) {
            check("sem_post", sem_post(semaphore()));
            return "";
        });
        on("value", [=](const Words &) {
            int value;
            check("sem_getvalue", sem_getvalue(semaphore(), &value));
            return std::to_string(value);
        });
        on("close", [=](const Words &) {
            check("sem_close", sem_close(semaphore()));
            semaphore_ = nullptr;
            return "";
        });
        on("unlink", [=](const Words &) {
            check("sem_unlink", sem_unlink(name.c_str()));
            return "";
        });
    }

    ~PosixSemaphore() override {
        if (semaphore_ != nullptr)
            sem_close(semaphore_);
    }

private:
    std::string open(sem_t *semaphore) {
        if (semaphore == SEM_FAILED)
            fail_errno("sem_open");
        semaphore_ = semaphore;
        return "";
    }

    sem_t *semaphore() const {
        if (semaphore_ == nullptr)
            fail("usage", EINVAL, "the semaphore is not open");
        return semaphore_;
    }

    static timespec after_millis(long long millis) {
        timespec time;
        clock_gettime(CLOCK_REALTIME, &time);
        long long nanos = time.tv_nsec + millis % 1000 * 1000000;
        time.tv_sec += static_cast<time_t>(millis / 1000 + nanos / 1000000000);
        time.tv_nsec = static_cast<long>(nanos % 1000000000);
        return time;
    }

    // Returns "1", or "0" if the call reports that the semaphore was not free.
    template <typename F>
    static std::string acquired(const char *call, int not_now, F function) {
        int result;
        do
            result = function();
        while (result == -1 && errno == EINTR);
        if (result == -1 && errno != not_now)
            fail_errno(call);
        return result == 0 ? "1" : "0";
    }

    sem_t *semaphore_ = nullptr;
};

class PosixMessageQueue : public Peer {
public:
    explicit PosixMessageQueue(const std::string &name) {
        on("create", [=](const Words &words) {
            mq_attr attr{};
            attr.mq_maxmsg = static_cast<long>(words.number(1));
            attr.mq_msgsize = static_cast<long>(words.number(2));
            queue_ = check("mq_open", mq_open(name.c_str(), O_RDWR | O_CREAT | O_EXCL, words.mode(3), &attr));
            return "";
        });
        on("open", [=](const Words &) {
            queue_ = check("mq_open", mq_open(name.c_str(), O_RDWR));
            return "";
        });
        on("send", [=](const Words &words) {
            send(queue_, {static_cast<unsigned>(words.number(1)), words.bytes(2)});
            return "";
        });
        on("receive", [=](const Words &) { return line(receive()); });
        on("tryreceive", [=](const Words &) { return try_receive(); });
        on("attr", [=](const Words &) {
            mq_attr attr = attributes();
            return std::to_string(attr.mq_maxmsg) + " " + std::to_string(attr.mq_msgsize) + " "
                   + std::to_string(attr.mq_curmsgs);
        });
        on("echo", [=](const Words &words) { return echo(name + "-back", words.number(1)); });
        on("close", [=](const Words &) {
            check("mq_close", mq_close(queue_));
            queue_ = -1;
            return "";
        });
        on("unlink", [=](const Words &) {
            check("mq_unlink", mq_unlink(name.c_str()));
            return "";
        });
    }

    ~PosixMessageQueue() override {
        if (queue_ != -1)
            mq_close(queue_);
    }

private:
    struct Message {
        unsigned priority;
        Bytes bytes;
    };

    static std::string line(const Message &message) {
        return std::to_string(message.priority) + " " + hex(message.bytes.data(), message.bytes.size());
    }

    static void send(mqd_t queue, const Message &message) {
        const auto *bytes = reinterpret_cast<const char *>(message.bytes.data());
        restarting("mq_send", [&] { return mq_send(queue, bytes, message.bytes.size(), message.priority); });
    }

    mq_attr attributes() const {
        mq_attr attr;
        check("mq_getattr", mq_getattr(queue_, &attr));
        return attr;
    }

    // The buffer must have room for the queue's largest message, otherwise the call fails with EMSGSIZE.
    Message empty_message() const { return {0, Bytes(static_cast<std::size_t>(attributes().mq_msgsize))}; }

    Message receive() const {
        Message message = empty_message();
        auto *bytes = reinterpret_cast<char *>(message.bytes.data());
        ssize_t length =
            restarting("mq_receive", [&] { return mq_receive(queue_, bytes, message.bytes.size(), &message.priority); });
        message.bytes.resize(static_cast<std::size_t>(length));
        return message;
    }

    // With a deadline in 1970 the call does not wait, but still receives a message that is in the queue.
    std::string try_receive() const {
        Message message = empty_message();
        timespec past{};
        ssize_t length = mq_timedreceive(
            queue_, reinterpret_cast<char *>(message.bytes.data()), message.bytes.size(), &message.priority, &past);
        if (length == -1 && errno == ETIMEDOUT)
            return "none";
        check("mq_timedreceive", length);
        message.bytes.resize(static_cast<std::size_t>(length));
        return line(message);
    }

    std::string echo(const std::string &back_name, long long count) const {
        mqd_t back = check("mq_open", mq_open(back_name.c_str(), O_WRONLY));
        try {
            for (long long i = 0; i < count; i++)
                send(back, receive());
        } catch (...) {
            mq_close(back);
            throw;
        }
        mq_close(back);
        return "";
    }

    mqd_t queue_ = -1;
};

}

std::unique_ptr<Peer> posix_semaphore(const std::string &name) {
    return std::make_unique<PosixSemaphore>(name);
}

std::unique_ptr<Peer> posix_message_queue(const std::string &name) {
    return std::make_unique<PosixMessageQueue>(name);
}

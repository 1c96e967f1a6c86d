// C++ programs that keep objects of Boost.Interprocess in shared memory, `ipc_boost_peer KIND NAME`: a linked list with
// self-relative pointers, locks and semaphores, or objects that a managed segment places.
#include "system.hpp"
#include "unix.hpp"

#include <boost/interprocess/managed_shared_memory.hpp>
#include <boost/interprocess/offset_ptr.hpp>
#include <boost/interprocess/sync/interprocess_condition.hpp>
#include <boost/interprocess/sync/interprocess_mutex.hpp>
#include <boost/interprocess/sync/interprocess_recursive_mutex.hpp>
#include <boost/interprocess/sync/interprocess_semaphore.hpp>
#include <boost/interprocess/sync/scoped_lock.hpp>

#include <fcntl.h>
#include <new>
#include <sys/mman.h>
#include <unistd.h>

namespace {

struct Node {
    boost::interprocess::offset_ptr<Node> next;
    int value;
};

struct List {
    boost::interprocess::offset_ptr<Node> first;
};

class MappedPeer : public Peer {
public:
    explicit MappedPeer(const std::string &name) {
        int fd = check("shm_open", shm_open(name.c_str(), O_RDWR, 0));
        size_ = static_cast<std::size_t>(check("lseek", lseek(fd, 0, SEEK_END)));
        void *memory = mmap(nullptr, size_, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        close(fd);
        if (memory == MAP_FAILED)
            fail_errno("mmap");
        memory_ = static_cast<char *>(memory);
    }

    ~MappedPeer() override { munmap(memory_, size_); }

protected:
    char *memory_ = nullptr;

private:
    std::size_t size_ = 0;
};

// Its verbs are `build N`, which makes a list of the values 1 to N, and `values`.
class ListPeer : public MappedPeer {
public:
    explicit ListPeer(const std::string &name) : MappedPeer(name) {
        on("build", [=](const Words &words) {
            List *list = new (memory_) List;
            boost::interprocess::offset_ptr<Node> *link = &list->first;
            for (int i = 1; i <= words.integer(1); i++) {
                Node *node = new (memory_ + 64 * i) Node;
                node->value = i;
                *link = node;
                link = &node->next;
            }
            *link = nullptr;
            return "";
        });
        on("values", [=](const Words &) {
            std::string values;
            for (Node *node = reinterpret_cast<List *>(memory_)->first.get(); node != nullptr; node = node->next.get())
                values += (values.empty() ? "" : ",") + std::to_string(node->value);
            return values.empty() ? "none" : values;
        });
    }

};

struct Locks {
    boost::interprocess::interprocess_mutex mutex; // at 0
    alignas(64) boost::interprocess::interprocess_recursive_mutex recursive;
    alignas(64) boost::interprocess::interprocess_semaphore to_peer;
    alignas(64) boost::interprocess::interprocess_semaphore to_java;
    alignas(64) long counter; // at 256
    alignas(64) boost::interprocess::interprocess_condition not_empty;
    alignas(64) int items; // at 384, guarded by mutex

    explicit Locks(unsigned value) : to_peer(value), to_java(value), counter(0), items(0) {}
};

static_assert(offsetof(Locks, recursive) == 64 && offsetof(Locks, to_peer) == 128 && offsetof(Locks, to_java) == 192
              && offsetof(Locks, counter) == 256 && offsetof(Locks, not_empty) == 320 && offsetof(Locks, items) == 384);

// `create N` makes the objects, the semaphores with the value N. The other verbs use those that are there.
class LocksPeer : public MappedPeer {
public:
    explicit LocksPeer(const std::string &name) : MappedPeer(name) {
        on("create", [=](const Words &words) {
            new (memory_) Locks(static_cast<unsigned>(words.number(1)));
            return "";
        });
        on("lock", [=](const Words &words) {
            recursive(words) ? locks()->recursive.lock() : locks()->mutex.lock();
            return "";
        });
        on("try", [=](const Words &words) {
            return (recursive(words) ? locks()->recursive.try_lock() : locks()->mutex.try_lock()) ? "locked" : "busy";
        });
        on("unlock", [=](const Words &words) {
            recursive(words) ? locks()->recursive.unlock() : locks()->mutex.unlock();
            return "";
        });
        // Adds to the counter, so many times, holding the mutex.
        on("add", [=](const Words &words) {
            for (long long i = 0; i < words.number(1); i++) {
                locks()->mutex.lock();
                locks()->counter++;
                locks()->mutex.unlock();
            }
            return "";
        });
        // Answers so many posts of Java, each with one of its own.
        on("hand-over", [=](const Words &words) {
            for (long long i = 0; i < words.number(1); i++) {
                locks()->to_peer.wait();
                locks()->counter++;
                locks()->to_java.post();
            }
            return std::to_string(locks()->counter);
        });
        on("put", [=](const Words &words) {
            for (long long i = 0; i < words.number(1); i++) {
                Scope lock(locks()->mutex);
                locks()->items++;
                locks()->not_empty.notify_one();
            }
            return "";
        });
        on("take", [=](const Words &words) {
            for (long long i = 0; i < words.number(1); i++) {
                Scope lock(locks()->mutex);
                while (locks()->items == 0)
                    locks()->not_empty.wait(lock);
                locks()->items--;
            }
            return "";
        });
    }

private:
    using Scope = boost::interprocess::scoped_lock<boost::interprocess::interprocess_mutex>;

    Locks *locks() const { return reinterpret_cast<Locks *>(memory_); }

    static bool recursive(const Words &words) { return words.has(1, "recursive"); }
};

struct Quote {
    int seq;
    double price;
};

// A segment that it creates, in which Boost finds objects by name. `make NAME SEQ` constructs a quote and answers its
// handle, and `seq HANDLE` answers the number in the quote of a handle.
class ManagedPeer : public Peer {
public:
    explicit ManagedPeer(const std::string &name) : segment_(boost::interprocess::create_only, name.c_str(), 65536) {
        on("make", [=](const Words &words) {
            Quote *quote = segment_.construct<Quote>(words.text(1).c_str())(Quote{words.integer(2), 1.5});
            return std::to_string(segment_.get_handle_from_address(quote));
        });
        on("seq", [=](const Words &words) {
            auto quote = static_cast<Quote *>(segment_.get_address_from_handle(words.number(1)));
            return std::to_string(quote->seq);
        });
    }

private:
    boost::interprocess::managed_shared_memory segment_;
};

}

const char *const USAGE = "usage: ipc_boost_peer list NAME, or locks NAME, or managed NAME\n";

std::unique_ptr<Peer> make_peer(const std::vector<std::string> &arguments) {
    std::string kind = arguments.size() == 3 ? arguments[1] : "";
    if (kind == "list")
        return std::make_unique<ListPeer>(arguments[2]);
    if (kind == "managed")
        return std::make_unique<ManagedPeer>(arguments[2]);
    return kind == "locks" ? std::make_unique<LocksPeer>(arguments[2]) : nullptr;
}

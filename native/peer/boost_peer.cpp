// A C++ program that keeps a linked list in shared memory with the self-relative pointers of Boost.Interprocess:
// `ipc_boost_peer list NAME`. Its verbs are `build N`, which makes a list of the values 1 to N, and `values`.
#include "system.hpp"
#include "unix.hpp"

#include <boost/interprocess/offset_ptr.hpp>

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

class ListPeer : public Peer {
public:
    explicit ListPeer(const std::string &name) {
        int fd = check("shm_open", shm_open(name.c_str(), O_RDWR, 0));
        size_ = static_cast<std::size_t>(check("lseek", lseek(fd, 0, SEEK_END)));
        void *memory = mmap(nullptr, size_, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        close(fd);
        if (memory == MAP_FAILED)
            fail_errno("mmap");
        memory_ = static_cast<char *>(memory);
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

    ~ListPeer() override { munmap(memory_, size_); }

private:
    char *memory_ = nullptr;
    std::size_t size_ = 0;
};

}

const char *const USAGE = "usage: ipc_boost_peer list NAME\n";

std::unique_ptr<Peer> make_peer(const std::vector<std::string> &arguments) {
    return arguments.size() == 3 && arguments[1] == "list" ? std::make_unique<ListPeer>(arguments[2]) : nullptr;
}

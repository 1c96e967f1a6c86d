// The kinds of objects of ipc_peer on Linux and macOS.
#include "system.hpp"
#include "unix.hpp"

namespace {

using Maker = std::unique_ptr<Peer> (*)(const std::string &);

const std::map<std::string, Maker> kinds = {
    {"ring", ring_channel},
    {"sysv-shm", sysv_shared_memory},   {"sysv-sem", sysv_semaphore_set}, {"sysv-mq", sysv_message_queue},
    {"posix-shm", posix_shared_memory}, {"posix-sem", posix_semaphore},   {"posix-mq", posix_message_queue},
    {"file", mapped_file},              {"fifo", fifo},                   {"pipe", socket_pipe},
    {"mutex", robust_mutex},            {"descriptor", passed_descriptors},
    {"objects", objects_in_memory},
    {"seqlock", seqlock},
    {"latest", latest_value},
};

}

const char *const USAGE = "usage: ipc_peer KIND NAME, or ipc_peer struct KEY SEMAPHORE\n";

std::unique_ptr<Peer> make_peer(const std::vector<std::string> &arguments) {
    std::string kind = arguments.size() > 1 ? arguments[1] : "";
    if (kind == "struct" && arguments.size() == 4)
        return guarded_struct(arguments[2], arguments[3]);
    auto found = kinds.find(kind);
    return found != kinds.end() && arguments.size() == 3 ? found->second(arguments[2]) : nullptr;
}

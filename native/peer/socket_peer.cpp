// The Unix socket that .NET uses for a NamedPipeServerStream: `pipe NAME`.
#include "unix.hpp"

#include <cstdlib>
#include <cstring>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace {

class SocketPipe : public StreamPeer {
public:
    explicit SocketPipe(const std::string &name) : path_(path_of(name)) {
        on("create", [=](const Words &) { return create(); });
        on("accept", [=](const Words &) {
            adopt(restarting("accept", [&] { return accept4(server_, nullptr, nullptr, SOCK_CLOEXEC); }));
            return "";
        });
        on("connect", [=](const Words &) {
            adopt(new_socket());
            sockaddr_un address = socket_address();
            restarting("connect", [&] { return connect(fd_, reinterpret_cast<sockaddr *>(&address), sizeof address); });
            return "";
        });
        on("disconnect", [=](const Words &) {
            close_one(fd_);
            return "";
        });
        on("close", [=](const Words &) {
            close_all();
            return "";
        });
        on("unlink", [=](const Words &) {
            check("unlink", unlink(path_.c_str()));
            return "";
        });
    }

    ~SocketPipe() override { close_all(); }

protected:
    void write_all(const Bytes &bytes) override { ::write_all(fd_, bytes); }
    Bytes read_up_to(std::size_t wanted) override { return ::read_up_to(fd_, wanted); }

private:
    static constexpr int BACKLOG = 8;

    static std::string path_of(const std::string &name) {
        if (name.compare(0, 1, "/") == 0)
            return name;
        const char *folder = std::getenv("TMPDIR");
        std::string path = folder != nullptr && *folder != '\0' ? folder : "/tmp";
        if (path.back() != '/')
            path += '/';
        return path + "CoreFxPipe_" + name;
    }

    static int new_socket() { return check("socket", socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)); }

    sockaddr_un socket_address() const {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        if (path_.size() >= sizeof address.sun_path)
            fail("bind", ENAMETOOLONG);
        std::memcpy(address.sun_path, path_.c_str(), path_.size() + 1);
        return address;
    }

    std::string create() {
        close_all();
        server_ = new_socket();
        // Linux gives the file the mode that the socket has before bind.
        check("fchmod", fchmod(server_, 0600));
        sockaddr_un address = socket_address();
        check("bind", bind(server_, reinterpret_cast<sockaddr *>(&address), sizeof address));
        check("listen", listen(server_, BACKLOG));
        return "";
    }

    void adopt(int fd) {
        close_one(fd_);
        fd_ = fd;
    }

    static void close_one(int &fd) {
        if (fd != -1)
            close(fd);
        fd = -1;
    }

    void close_all() {
        close_one(fd_);
        close_one(server_);
    }

    const std::string path_;
    int server_ = -1;
    int fd_ = -1;
};

}

std::unique_ptr<Peer> socket_pipe(const std::string &name) {
    return std::make_unique<SocketPipe>(name);
}

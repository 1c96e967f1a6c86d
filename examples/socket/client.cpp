#include <cstdio>
#include <cstring>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

int main(int argc, char **argv) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, argc > 1 ? argv[1] : "/tmp/prices.sock", sizeof address.sun_path - 1);
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    if (connect(fd, reinterpret_cast<sockaddr *>(&address), sizeof address) == -1) {
        std::perror("connect");
        return 1;
    }
    int number = 0;
    if (recv(fd, &number, sizeof number, MSG_WAITALL) != sizeof number) {
        std::perror("recv");
        return 1;
    }
    std::printf("read %d\n", number);
    number = 200;
    if (send(fd, &number, sizeof number, 0) != sizeof number) {
        std::perror("send");
        return 1;
    }
    close(fd);
}

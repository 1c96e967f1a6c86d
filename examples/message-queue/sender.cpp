#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <mqueue.h>

int main(int argc, char **argv) {
    mqd_t orders = mq_open(argc > 1 ? argv[1] : "/orders", O_WRONLY);
    if (orders == static_cast<mqd_t>(-1)) {
        std::perror("mq_open");
        return 1;
    }
    const char *text = "an order from C++";
    if (mq_send(orders, text, std::strlen(text), 1) == -1) {
        std::perror("mq_send");
        return 1;
    }
    mq_close(orders);
    std::printf("sent\n");
}

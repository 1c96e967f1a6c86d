// Describes a segment by a header. Start it first; it removes the segment when QuoteReader.java has answered.
#include "quote_layout.h" // Java's layout: without it, or with another quote.h, this file does not compile

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <unistd.h>

int main(int argc, char **argv) {
    key_t key = static_cast<key_t>(std::strtol(argc > 1 ? argv[1] : "0x1234", nullptr, 0));
    int id = shmget(key, sizeof(quote), IPC_CREAT | IPC_EXCL | 0600);
    if (id == -1) {
        std::perror("shmget");
        return 1;
    }
    void *memory = shmat(id, nullptr, 0);
    if (memory == reinterpret_cast<void *>(-1)) {
        std::perror("shmat");
        return 1;
    }
    auto *shared = static_cast<quote *>(memory);
    shared->price = 101.25;
    std::strcpy(shared->symbol, "EURUSD");
    shared->side = SELL;
    shared->depth[1].ask = 9000000000;
    __atomic_store_n(&shared->seq, 1, __ATOMIC_RELEASE);
    std::printf("wrote EURUSD 101.25\n");
    std::fflush(stdout);
    while (__atomic_load_n(&shared->seq, __ATOMIC_ACQUIRE) == 1)
        usleep(1000);
    std::printf("answered with %g\n", shared->price);
    shmdt(memory);
    shmctl(id, IPC_RMID, nullptr);
}

// The textbook's program. Start it first; ipcs -m shows the segment, which stays when the program has ended.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/ipc.h>
#include <sys/shm.h>

int main(int argc, char **argv) {
    key_t key = static_cast<key_t>(std::strtol(argc > 1 ? argv[1] : "0x1234", nullptr, 0));
    int id = shmget(key, 1024, IPC_CREAT | IPC_EXCL | 0600);
    if (id == -1) {
        std::perror("shmget");
        return 1;
    }
    void *memory = shmat(id, nullptr, 0);
    if (memory == reinterpret_cast<void *>(-1)) {
        std::perror("shmat");
        return 1;
    }
    std::strcpy(static_cast<char *>(memory), "Hello from C++");
    std::printf("wrote Hello from C++\n");
    shmdt(memory);
}

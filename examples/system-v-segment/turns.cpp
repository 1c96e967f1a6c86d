// Creates a segment with two semaphores in it, posts a number to Java, and waits for the answer. Start it first.
#include <cstdio>
#include <cstdlib>
#include <semaphore.h>
#include <sys/ipc.h>
#include <sys/shm.h>

struct Shared {
    sem_t to_java;
    sem_t to_cpp;
    alignas(64) int number;
};

int main(int argc, char **argv) {
    key_t key = static_cast<key_t>(std::strtol(argc > 1 ? argv[1] : "0x1234", nullptr, 0));
    int id = shmget(key, sizeof(Shared), IPC_CREAT | IPC_EXCL | 0600);
    if (id == -1) {
        std::perror("shmget");
        return 1;
    }
    auto *shared = static_cast<Shared *>(shmat(id, nullptr, 0));
    sem_init(&shared->to_java, 1, 0); // 1: for several processes
    sem_init(&shared->to_cpp, 1, 0);
    shared->number = 100;
    sem_post(&shared->to_java);
    std::printf("posted %d\n", shared->number);
    std::fflush(stdout);
    sem_wait(&shared->to_cpp);
    std::printf("received %d\n", shared->number);
    shmctl(id, IPC_RMID, nullptr);
}

// Creates a segment with a table of prices and its read-write lock, and waits until Java has read it. Start it first.
#include <cstdio>
#include <cstdlib>
#include <pthread.h>
#include <sys/shm.h>
#include <unistd.h>

struct Table {
    pthread_rwlock_t lock;
    alignas(64) int bid;
    int ask, readers;
};

int main(int argc, char **argv) {
    int id = shmget(static_cast<key_t>(std::strtol(argc > 1 ? argv[1] : "0x1234", nullptr, 0)), sizeof(Table), IPC_CREAT | 0600);
    auto *table = static_cast<Table *>(shmat(id, nullptr, 0));
    pthread_rwlockattr_t locks;
    pthread_rwlockattr_init(&locks);
    pthread_rwlockattr_setpshared(&locks, PTHREAD_PROCESS_SHARED);
    pthread_rwlock_init(&table->lock, &locks);
    pthread_rwlock_wrlock(&table->lock);
    table->bid = 99;
    table->ask = 101;
    pthread_rwlock_unlock(&table->lock);
    std::printf("wrote 99 101\n");
    std::fflush(stdout);
    for (int readers = 0; readers == 0; usleep(1000)) {
        pthread_rwlock_rdlock(&table->lock);
        readers = table->readers;
        pthread_rwlock_unlock(&table->lock);
    }
    std::printf("it was read\n");
    shmctl(id, IPC_RMID, nullptr);
}

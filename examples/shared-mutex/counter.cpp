// Adds 100 to the counter that the mutex of CounterOwner guards, and posts its semaphore.
#include <cstdio>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <sys/mman.h>

int main(int argc, char **argv) {
    const char *name = argc > 1 ? argv[1] : "/counter";
    int fd = shm_open(name, O_RDWR, 0);
    if (fd == -1) {
        std::perror("shm_open");
        return 1;
    }
    void *memory = mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (memory == MAP_FAILED) {
        std::perror("mmap");
        return 1;
    }
    pthread_mutex_t *mutex = static_cast<pthread_mutex_t *>(memory);
    int *counter = reinterpret_cast<int *>(static_cast<char *>(memory) + 64);
    pthread_mutex_lock(mutex); // EOWNERDEAD: the owner died, and this thread has the mutex
    *counter += 100;
    pthread_mutex_unlock(mutex);
    sem_t *counted = sem_open(name, 0);
    if (counted == SEM_FAILED) {
        std::perror("sem_open");
        return 1;
    }
    sem_post(counted);
    std::printf("counted\n");
}

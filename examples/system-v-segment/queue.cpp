// Creates a segment with a mutex, a condition and room for one order, and puts an order there. Start it first.
#include <cstdio>
#include <cstdlib>
#include <pthread.h>
#include <sys/shm.h>
#include <unistd.h>

struct Queue {
    pthread_mutex_t mutex;
    alignas(64) pthread_cond_t not_empty;
    alignas(64) int count;
    int order;
};

int main(int argc, char **argv) {
    int id = shmget(static_cast<key_t>(std::strtol(argc > 1 ? argv[1] : "0x1234", nullptr, 0)), sizeof(Queue), IPC_CREAT | 0600);
    auto *queue = static_cast<Queue *>(shmat(id, nullptr, 0));
    pthread_mutexattr_t mutexes;
    pthread_mutexattr_init(&mutexes);
    pthread_mutexattr_setpshared(&mutexes, PTHREAD_PROCESS_SHARED);
    pthread_mutex_init(&queue->mutex, &mutexes);
    pthread_condattr_t conditions;
    pthread_condattr_init(&conditions);
    pthread_condattr_setpshared(&conditions, PTHREAD_PROCESS_SHARED);
    pthread_cond_init(&queue->not_empty, &conditions);
    std::printf("created\n");
    std::fflush(stdout);
    pthread_mutex_lock(&queue->mutex);
    queue->order = 7;
    queue->count = 1;
    pthread_cond_signal(&queue->not_empty); // for threads of C; those of Java look themselves
    pthread_mutex_unlock(&queue->mutex);
    for (int left = 1; left != 0; usleep(1000)) {
        pthread_mutex_lock(&queue->mutex);
        left = queue->count;
        pthread_mutex_unlock(&queue->mutex);
    }
    std::printf("the order was taken\n");
    shmctl(id, IPC_RMID, nullptr);
}

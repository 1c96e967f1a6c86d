#include <cstdio>
#include <semaphore.h>
#include <string>

int main(int argc, char **argv) {
    const std::string name = argc > 1 ? argv[1] : "turn";
    sem_t *turn = sem_open(("/" + name).c_str(), 0);
    if (turn == SEM_FAILED) {
        std::perror("sem_open");
        return 1;
    }
    sem_post(turn);
    sem_close(turn);
    std::printf("posted\n");
}

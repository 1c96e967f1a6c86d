#include <fcntl.h>
#include <iostream>
#include <string>
#include <sys/mman.h>
#include <unistd.h>

int main(int argc, char **argv) {
    const std::string name = argc > 1 ? argv[1] : "prices";
    int fd = shm_open(("/" + name).c_str(), O_RDWR, 0);
    if (fd == -1) {
        perror("shm_open");
        return 1;
    }
    void *memory = mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    if (memory == MAP_FAILED) {
        perror("mmap");
        return 1;
    }
    auto *numbers = static_cast<volatile int *>(memory);
    std::cout << "read " << numbers[0] << std::endl;
    numbers[1] = 200;
    munmap(memory, 4096);
}

// Creates memory with a latest value in it, and sets a price three times.
#include <native_ipc/latest_value.hpp>

#include <cstdint>
#include <cstdio>
#include <fcntl.h>
#include <sys/mman.h>

struct Price {
    std::int64_t id;
    double price;
};

int main(int argc, char **argv) {
    const char *name = argc > 1 ? argv[1] : "/price";
    std::size_t size = native_ipc::LatestValue::byte_size(sizeof(Price));
    int fd = shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0600);
    if (fd == -1 || posix_fallocate(fd, 0, static_cast<off_t>(size)) != 0) {
        std::perror("shm_open");
        return 1;
    }
    void *memory = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (memory == MAP_FAILED) {
        std::perror("mmap");
        return 1;
    }
    try {
        auto value = native_ipc::LatestValue::create_in(memory, size, sizeof(Price));
        auto writer = value.writer();
        for (int i = 1; i <= 3; i++)
            writer.set(Price{i, 100.25 + i});
        std::printf("wrote version %llu\n", static_cast<unsigned long long>(writer.version()));
    } catch (const std::exception &error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
}

// Creates memory with a quote in it, which a sequence counter guards, and changes the quote.
#include <atomic>
#include <cstdint>
#include <cstdio>
#include <fcntl.h>
#include <sys/mman.h>

struct Quote {
    std::atomic<std::uint32_t> sequence; // odd during a change
    std::int32_t id;
    double price;
};

int main(int argc, char **argv) {
    const char *name = argc > 1 ? argv[1] : "/quote";
    int fd = shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0600);
    if (fd == -1 || posix_fallocate(fd, 0, 4096) != 0) {
        std::perror("shm_open");
        return 1;
    }
    void *memory = mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (memory == MAP_FAILED) {
        std::perror("mmap");
        return 1;
    }
    Quote *quote = static_cast<Quote *>(memory);
    std::uint32_t before = quote->sequence.load(std::memory_order_relaxed);
    quote->sequence.store(before + 1, std::memory_order_relaxed);
    std::atomic_thread_fence(std::memory_order_release); // the odd number before the quote
    quote->id = 7;
    quote->price = 101.25;
    quote->sequence.store(before + 2, std::memory_order_release); // the quote before the even number
    std::printf("wrote 7 101.25\n");
}

// Measures the bare round trip of a cache line between two spinning processes on processors 0 and 1: `line_trip
// [SLICES]`, in slices of 2 ms. Prints the mean of the median slice in ns. It shows the current phase of the machine:
// how far its processors are from each other changes within seconds.
#include "measure.h"

#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define SLICE_NANOS 2000000
#define TRIPS 100
#define SLICES 1000

typedef struct {
    _Alignas(128) _Atomic uint64_t there;
    _Alignas(128) _Atomic uint64_t back;
} lines;

static void pin(unsigned processor) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(processor, &set);
    if (sched_setaffinity(0, sizeof set, &set) != 0)
        perror("sched_setaffinity");
}

static void echo(lines *shared) {
    uint64_t last = 0;
    while (last != MEASURE_LAST) {
        uint64_t seen = atomic_load_explicit(&shared->there, memory_order_acquire);
        if (seen != last)
            atomic_store_explicit(&shared->back, last = seen, memory_order_release);
    }
}

static double slice(lines *shared, uint64_t *number) {
    uint64_t begin = measure_now(), now;
    unsigned trips = 0;
    do {
        for (unsigned i = 0; i < TRIPS; i++) {
            atomic_store_explicit(&shared->there, ++*number, memory_order_release);
            while (atomic_load_explicit(&shared->back, memory_order_acquire) != *number) {
            }
        }
        trips += TRIPS;
        now = measure_now();
    } while (now - begin < SLICE_NANOS);
    return (double)(now - begin) / trips;
}

static int ascending(const void *one, const void *other) {
    double a = *(const double *)one, b = *(const double *)other;
    return (a > b) - (a < b);
}

int main(int count, char **arguments) {
    unsigned slices = count > 1 ? (unsigned)strtoul(arguments[1], NULL, 10) : 15;
    if (slices < 1 || slices > SLICES)
        return 2;
    lines *shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED)
        return 1;
    pid_t other = fork();
    if (other < 0)
        return 1;
    pin(other == 0 ? 1 : 0);
    if (other == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        echo(shared);
        _exit(0);
    }
    uint64_t number = 0;
    double nanos[SLICES];
    slice(shared, &number);
    for (unsigned i = 0; i < slices; i++)
        nanos[i] = slice(shared, &number);
    atomic_store_explicit(&shared->there, MEASURE_LAST, memory_order_release);
    waitpid(other, NULL, 0);
    qsort(nanos, slices, sizeof *nanos, ascending);
    printf("%.0f\n", nanos[slices / 2]);
    return 0;
}

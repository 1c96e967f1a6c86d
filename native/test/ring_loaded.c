/* Loads libnative_ipc_ring.so as Python does, and exchanges a message: ring_loaded LIBRARY /NAME */
#include <native_ipc/ring.h>

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

#define CHECK(condition)                                                        \
    if (!(condition)) {                                                         \
        fprintf(stderr, "%s does not hold; %s\n", #condition, error_text());    \
        return 1;                                                               \
    }

int main(int argc, char **argv) {
    void *library = argc == 3 ? dlopen(argv[1], RTLD_NOW) : NULL;
    if (library == NULL) {
        fprintf(stderr, "%s\n", argc == 3 ? dlerror() : "usage: ring_loaded LIBRARY /NAME");
        return 1;
    }
#define LOAD(name) \
    __typeof__(&native_ipc_##name) name = (__typeof__(&native_ipc_##name))dlsym(library, "native_ipc_" #name)
    LOAD(version);
    LOAD(error_text);
    LOAD(ring_create);
    LOAD(ring_unlink);
    LOAD(ring_close);
    LOAD(producer_open);
    LOAD(producer_send);
    LOAD(producer_close);
    LOAD(consumer_open);
    LOAD(consumer_take);
    LOAD(consumer_close);
    native_ipc_ring *channel;
    native_ipc_producer *producer;
    native_ipc_consumer *consumer;
    char received[16];
    size_t length;
    CHECK(ring_create(argv[2], NULL, &channel) == NATIVE_IPC_OK);
    CHECK(producer_open(channel, NATIVE_IPC_WAIT_DEFAULT, 0, &producer) == NATIVE_IPC_OK);
    CHECK(consumer_open(channel, NATIVE_IPC_WAIT_DEFAULT, &consumer) == NATIVE_IPC_OK);
    CHECK(producer_send(producer, "message", 7, 0) == NATIVE_IPC_OK);
    CHECK(consumer_take(consumer, received, sizeof received, &length, 0) == NATIVE_IPC_OK);
    CHECK(length == 7 && memcmp(received, "message", 7) == 0);
    CHECK(producer_close(producer) == NATIVE_IPC_OK && consumer_close(consumer) == NATIVE_IPC_OK);
    CHECK(ring_unlink(channel) == NATIVE_IPC_OK && ring_close(channel) == NATIVE_IPC_OK);
    puts(version());
    return 0;
}

#include <native_ipc/ring.h>

#include <stdio.h>
#include <string.h>

int main(int argc, char **argv) {
    const int64_t five_seconds = INT64_C(5000000000);
    native_ipc_ring *channel = NULL;
    native_ipc_producer *producer = NULL;
    int number, result;
    if ((result = native_ipc_ring_open(argc > 1 ? argv[1] : "/prices", &channel)) < 0
        || (result = native_ipc_producer_open(channel, NATIVE_IPC_WAIT_DEFAULT, five_seconds, &producer)) < 0) {
        fprintf(stderr, "%s\n", native_ipc_error_text());
        return 1;
    }
    for (number = 1; number <= 1000 && result == NATIVE_IPC_OK; number++) {
        void *room;
        result = native_ipc_producer_claim(producer, sizeof number, five_seconds, &room);
        if (result == NATIVE_IPC_OK) {
            memcpy(room, &number, sizeof number);           /* written in place */
            result = native_ipc_producer_commit(producer);  /* from here on it survives this process */
        }
    }
    if (result == NATIVE_IPC_OK)
        puts("sent");
    else
        fprintf(stderr, "%s\n", result == NATIVE_IPC_AGAIN ? "the consumer makes no room" : native_ipc_error_text());
    native_ipc_producer_close(producer);
    native_ipc_ring_close(channel);
    return result == NATIVE_IPC_OK ? 0 : 1;
}

#include <native_ipc/ring.h>

#include <stdio.h>

static int print(void *context, const native_ipc_message *message) {
    (void)context;
    fwrite(message->data, 1, message->length, stdout);
    return NATIVE_IPC_CONTINUE;
}

int main(int argc, char **argv) {
    native_ipc_ring *channel;
    native_ipc_producer *producer;
    native_ipc_consumer *consumer;
    int found = 0;
    if (argc != 2 || native_ipc_ring_open_or_create(argv[1], NULL, &channel) < 0) {
        fprintf(stderr, "%s\n", native_ipc_error_text());
        return 1;
    }
    if (native_ipc_producer_open(channel, NATIVE_IPC_WAIT_DEFAULT, 0, &producer) == NATIVE_IPC_OK
        && native_ipc_consumer_open(channel, NATIVE_IPC_WAIT_DEFAULT, &consumer) == NATIVE_IPC_OK
        && native_ipc_producer_offer(producer, "hello", 5) == NATIVE_IPC_OK)
        found = native_ipc_consumer_poll(consumer, print, NULL, 1, 0);
    native_ipc_ring_unlink(channel);
    return found == 1 ? 0 : 1;
}

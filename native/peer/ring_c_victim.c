/* VictimProgram.java in C: a process that uses a ring channel through native_ipc/ring.h to the end, or up to the step at
 * which it is killed or stopped. It contains the library with kill points. `ipc_ring_c_victim ROLE NAME` prints `ready
 * PID`, waits for a line, plays the role, and prints `done`. */
#include "ring_messages.h"

#include <native_ipc/ring.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SECOND INT64_C(1000000000)
#define PRODUCER 1
#define MOST 600

static const char *name;

static int check(int result) {
    if (result < 0) {
        fprintf(stderr, "%s %s\n", native_ipc_code_name(result), native_ipc_error_text());
        exit(1);
    }
    return result;
}

static void say(const char *word, uint64_t count) {
    printf("%s %" PRIu64 "\n", word, count);
    fflush(stdout);
}

static native_ipc_ring *open_channel(void) {
    native_ipc_ring *channel;
    check(native_ipc_ring_open(name, &channel));
    return channel;
}

/* Only messages that are sent pass publish.half. */
static void produce(int in_place_too, useconds_t pause) {
    native_ipc_ring *channel = open_channel();
    native_ipc_producer *producer;
    unsigned char bytes[MOST];
    uint64_t number;
    check(native_ipc_producer_open(channel, NATIVE_IPC_WAIT_DEFAULT, 30 * SECOND, &producer));
    for (number = 0; number < MOST; number++) {
        size_t length = length_of(PRODUCER, number, MOST);
        usleep(pause);
        fill_message(bytes, length, PRODUCER, number);
        if (number % 2 == 0 && in_place_too) {
            void *room;
            check(native_ipc_producer_claim(producer, length, NATIVE_IPC_FOREVER, &room));
            memcpy(room, bytes, length);
            check(native_ipc_producer_commit(producer));
        } else {
            check(native_ipc_producer_send(producer, bytes, length, NATIVE_IPC_FOREVER));
        }
        say("acknowledged", number + 1);
    }
    check(native_ipc_producer_close(producer));
    check(native_ipc_ring_close(channel));
}

struct delivered {
    int64_t next;
};

static int deliver(void *context, const native_ipc_message *message) {
    struct delivered *delivered = context;
    unsigned char expected[MOST];
    if (delivered->next < 0)
        delivered->next = (int64_t)message->length - 1;
    fill_message(expected, (size_t)delivered->next + 1, PRODUCER, (uint64_t)delivered->next);
    if (message->length != (size_t)delivered->next + 1 || memcmp(message->data, expected, message->length) != 0) {
        fprintf(stderr, "message %" PRId64 " is another\n", delivered->next);
        exit(1);
    }
    delivered->next++;
    say("delivered", (uint64_t)delivered->next);
    return NATIVE_IPC_CONTINUE;
}

/* Consumes 100 messages. */
static void consume(void) {
    native_ipc_ring *channel = open_channel();
    native_ipc_consumer *consumer;
    struct delivered delivered = {-1};
    check(native_ipc_consumer_open(channel, NATIVE_IPC_WAIT_DEFAULT, &consumer));
    while (delivered.next < 100) {
        check(native_ipc_consumer_poll(consumer, deliver, &delivered, 1, SECOND / 50));
        check(native_ipc_consumer_free_dead_lanes(consumer));
    }
    check(native_ipc_consumer_close(consumer));
    check(native_ipc_ring_close(channel));
}

static void create(void) {
    native_ipc_ring_options options;
    native_ipc_ring *channel;
    check(native_ipc_ring_options_init(&options, sizeof options));
    options.lanes = 3;
    options.lane_capacity = 4096;
    options.max_message = MOST;
    check(native_ipc_ring_open_or_create(name, &options, &channel));
    check(native_ipc_ring_unlink(channel));
    check(native_ipc_ring_close(channel));
}

int main(int argc, char **argv) {
    const char *role = argc == 3 ? argv[1] : "";
    char line[64];
    name = argc == 3 ? argv[2] : NULL;
    printf("ready %ld\n", (long)getpid());
    fflush(stdout);
    if (fgets(line, sizeof line, stdin) == NULL)
        return 0;
    if (strcmp(role, "producer") == 0)
        produce(1, 0);
    else if (strcmp(role, "sender") == 0)
        produce(0, 0);
    else if (strcmp(role, "waker") == 0)
        produce(0, 2000);
    else if (strcmp(role, "consumer") == 0)
        consume();
    else if (strcmp(role, "create") == 0)
        create();
    else if (strcmp(role, "open") == 0)
        check(native_ipc_ring_close(open_channel()));
    else if (strcmp(role, "clean") == 0)
        check(native_ipc_ring_clean_up(name));
    else
        return 2;
    puts("done");
    return 0;
}

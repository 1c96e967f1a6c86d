/* native_ipc/ring.h through the shared library: every function with valid and with invalid input, hostile memory,
 * fork, and an exchange between two processes. */
#include <native_ipc/ring.h>
#include <native_ipc/ring_layout.h>

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define SECOND INT64_C(1000000000)

#define CHECK(condition)                                                                                               \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            fprintf(stderr, "%s:%d: %s does not hold; %s\n", __FILE__, __LINE__, #condition, native_ipc_error_text()); \
            exit(1);                                                                                                   \
        }                                                                                                              \
    } while (0)

/* The error of a call: its code, and a text that has the function, the code and a third word. */
#define CHECK_ERROR(code, word, call)                                                                                  \
    do {                                                                                                               \
        CHECK((call) == (code));                                                                                       \
        CHECK(strncmp(native_ipc_error_text(), "native_ipc_", 11) == 0);                                               \
        CHECK(strstr(#call, function_of_text()) != NULL);                                                              \
        CHECK(strstr(native_ipc_error_text(), #code) != NULL);                                                         \
        CHECK(strstr(native_ipc_error_text(), word) != NULL);                                                          \
    } while (0)

static const char *function_of_text(void) {
    static char function[64];
    size_t length = strcspn(native_ipc_error_text(), "(");
    CHECK(length < sizeof function);
    memcpy(function, native_ipc_error_text(), length);
    function[length] = '\0';
    return function;
}

static char name[32];

static native_ipc_ring_options small(void) {
    native_ipc_ring_options options;
    CHECK(native_ipc_ring_options_init(&options, sizeof options) == NATIVE_IPC_OK);
    options.lane_capacity = 4096;
    options.lanes = 2;
    options.max_message = 600;
    return options;
}

static native_ipc_ring *create(void) {
    native_ipc_ring_options options = small();
    native_ipc_ring *channel;
    CHECK(native_ipc_ring_create(name, &options, &channel) == NATIVE_IPC_OK && channel != NULL);
    return channel;
}

static native_ipc_producer *producer_of(const native_ipc_ring *channel) {
    native_ipc_producer *producer;
    CHECK(native_ipc_producer_open(channel, NATIVE_IPC_WAIT_DEFAULT, 0, &producer) == NATIVE_IPC_OK);
    return producer;
}

static native_ipc_consumer *consumer_of(const native_ipc_ring *channel) {
    native_ipc_consumer *consumer;
    CHECK(native_ipc_consumer_open(channel, NATIVE_IPC_WAIT_DEFAULT, &consumer) == NATIVE_IPC_OK);
    return consumer;
}

static void end(native_ipc_ring *channel) {
    CHECK(native_ipc_ring_unlink(channel) == NATIVE_IPC_OK && native_ipc_ring_close(channel) == NATIVE_IPC_OK);
}

struct seen {
    int verdict; /* of the handler */
    int calls;
    char last[600];
    size_t length;
    uint32_t lane;
    native_ipc_consumer *consumer;
};

static int note(void *context, const native_ipc_message *message) {
    struct seen *seen = context;
    CHECK(message->length <= sizeof seen->last);
    memcpy(seen->last, message->data, message->length);
    seen->length = message->length;
    seen->lane = message->lane;
    seen->calls++;
    return seen->verdict;
}

static void test_null(void) {
    native_ipc_ring *channel = create();
    native_ipc_producer *producer = producer_of(channel);
    native_ipc_consumer *consumer = consumer_of(channel);
    native_ipc_producer *no_producer = producer;
    native_ipc_consumer *no_consumer = consumer;
    native_ipc_ring_options options = small();
    static native_ipc_ring_statistics statistics;
    native_ipc_ring *other = channel;
    size_t length = 1;
    void *payload = &length;
    CHECK_ERROR(NATIVE_IPC_INVALID, "name is NULL", native_ipc_ring_create(NULL, NULL, &other));
    CHECK(other == NULL);
    CHECK_ERROR(NATIVE_IPC_INVALID, "name is NULL", native_ipc_ring_open(NULL, &other));
    CHECK_ERROR(NATIVE_IPC_INVALID, "name is NULL", native_ipc_ring_open_or_create(NULL, NULL, &other));
    CHECK_ERROR(NATIVE_IPC_INVALID, "name is NULL", native_ipc_ring_unlink_name(NULL));
    CHECK_ERROR(NATIVE_IPC_INVALID, "name is NULL", native_ipc_ring_clean_up(NULL));
    CHECK_ERROR(NATIVE_IPC_INVALID, "handle is NULL", native_ipc_ring_create(name, NULL, NULL));
    CHECK_ERROR(NATIVE_IPC_INVALID, "handle is NULL", native_ipc_ring_open(name, NULL));
    CHECK_ERROR(NATIVE_IPC_INVALID, "memory is NULL", native_ipc_ring_create_in(NULL, 1 << 20, -1, NULL, &other));
    CHECK_ERROR(NATIVE_IPC_INVALID, "memory is NULL", native_ipc_ring_open_in(NULL, 1 << 20, -1, &other));
    CHECK_ERROR(NATIVE_IPC_INVALID, "NULL", native_ipc_ring_options_init(NULL, sizeof options));
    CHECK_ERROR(NATIVE_IPC_INVALID, "NULL", native_ipc_ring_byte_size(&options, NULL));
    CHECK_ERROR(NATIVE_IPC_INVALID, "NULL", native_ipc_ring_created(NULL));
    CHECK_ERROR(NATIVE_IPC_INVALID, "NULL", native_ipc_ring_geometry(NULL, &options));
    CHECK_ERROR(NATIVE_IPC_INVALID, "NULL", native_ipc_ring_geometry(channel, NULL));
    CHECK_ERROR(NATIVE_IPC_INVALID, "NULL", native_ipc_ring_read_statistics(NULL, &statistics));
    CHECK_ERROR(NATIVE_IPC_INVALID, "NULL", native_ipc_ring_read_statistics(channel, NULL));
    CHECK_ERROR(NATIVE_IPC_INVALID, "NULL", native_ipc_ring_unlink(NULL));
    CHECK_ERROR(NATIVE_IPC_INVALID, "NULL", native_ipc_ring_close(NULL));
    CHECK_ERROR(NATIVE_IPC_INVALID, "NULL", native_ipc_producer_open(NULL, NATIVE_IPC_WAIT_DEFAULT, 0, &no_producer));
    CHECK(no_producer == NULL);
    CHECK_ERROR(NATIVE_IPC_INVALID, "NULL", native_ipc_producer_open(channel, NATIVE_IPC_WAIT_DEFAULT, 0, NULL));
    CHECK_ERROR(NATIVE_IPC_INVALID, "NULL", native_ipc_producer_claim(NULL, 1, 0, &payload));
    CHECK(payload == NULL);
    CHECK_ERROR(NATIVE_IPC_INVALID, "NULL", native_ipc_producer_claim(producer, 1, 0, NULL));
    CHECK_ERROR(NATIVE_IPC_INVALID, "NULL", native_ipc_producer_commit(NULL));
    CHECK_ERROR(NATIVE_IPC_INVALID, "NULL", native_ipc_producer_abort(NULL));
    CHECK_ERROR(NATIVE_IPC_INVALID, "NULL", native_ipc_producer_offer(NULL, "x", 1));
    CHECK_ERROR(NATIVE_IPC_INVALID, "NULL", native_ipc_producer_offer(producer, NULL, 1));
    CHECK_ERROR(NATIVE_IPC_INVALID, "NULL", native_ipc_producer_send(NULL, "x", 1, 0));
    CHECK_ERROR(NATIVE_IPC_INVALID, "NULL", native_ipc_producer_send(producer, NULL, 1, 0));
    CHECK_ERROR(NATIVE_IPC_INVALID, "NULL", native_ipc_producer_lane(NULL));
    CHECK_ERROR(NATIVE_IPC_INVALID, "NULL", native_ipc_producer_close(NULL));
    CHECK_ERROR(NATIVE_IPC_INVALID, "NULL",
                native_ipc_consumer_open(NULL, NATIVE_IPC_WAIT_DEFAULT, &no_consumer));
    CHECK(no_consumer == NULL);
    CHECK_ERROR(NATIVE_IPC_INVALID, "NULL", native_ipc_consumer_open(channel, NATIVE_IPC_WAIT_DEFAULT, NULL));
    CHECK_ERROR(NATIVE_IPC_INVALID, "NULL", native_ipc_consumer_poll(NULL, note, NULL, 1, 0));
    CHECK_ERROR(NATIVE_IPC_INVALID, "NULL", native_ipc_consumer_poll(consumer, NULL, NULL, 1, 0));
    CHECK_ERROR(NATIVE_IPC_INVALID, "NULL", native_ipc_consumer_take(NULL, name, 1, &length, 0));
    CHECK(length == 0);
    CHECK_ERROR(NATIVE_IPC_INVALID, "NULL", native_ipc_consumer_take(consumer, NULL, 1, &length, 0));
    CHECK_ERROR(NATIVE_IPC_INVALID, "NULL", native_ipc_consumer_take(consumer, name, 1, NULL, 0));
    CHECK_ERROR(NATIVE_IPC_INVALID, "NULL", native_ipc_consumer_wait(NULL, 0));
    CHECK_ERROR(NATIVE_IPC_INVALID, "NULL", native_ipc_consumer_release(NULL));
    CHECK_ERROR(NATIVE_IPC_INVALID, "NULL", native_ipc_consumer_free_dead_lanes(NULL));
    CHECK_ERROR(NATIVE_IPC_INVALID, "NULL", native_ipc_consumer_close(NULL));
    CHECK(native_ipc_producer_close(producer) == 0 && native_ipc_consumer_close(consumer) == 0);
    end(channel);
}

static void test_options(void) {
    native_ipc_ring_options options = small(), found;
    native_ipc_ring *channel = NULL, *second;
    uint64_t bytes;
    CHECK(native_ipc_ring_byte_size(&options, &bytes) == 0 && bytes == 8192 + 2 * (4096 + 4096));
    CHECK(native_ipc_ring_byte_size(NULL, &bytes) == 0 && bytes == 8192 + 8 * (4096 + 262144));
    CHECK_ERROR(NATIVE_IPC_INVALID, "40 bytes", native_ipc_ring_options_init(&options, sizeof options + 8));
    options.size = sizeof options + 8; /* of a newer header */
    CHECK_ERROR(NATIVE_IPC_INVALID, "40 bytes", native_ipc_ring_create(name, &options, &channel));
    options.size = 0; /* not initialised */
    CHECK_ERROR(NATIVE_IPC_INVALID, "0 bytes", native_ipc_ring_open_or_create(name, &options, &channel));
    CHECK_ERROR(NATIVE_IPC_INVALID, "0 bytes", native_ipc_ring_byte_size(&options, &bytes));
    CHECK(bytes == 0);
    options = small();
    options.sleeping_waits = 2;
    CHECK_ERROR(NATIVE_IPC_INVALID, "sleeping_waits", native_ipc_ring_create(name, &options, &channel));
    CHECK_ERROR(NATIVE_IPC_NOT_FOUND, name, native_ipc_ring_open(name, &channel)); /* nothing was made */
    CHECK(channel == NULL && native_ipc_error_errno() == ENOENT);
    options.sleeping_waits = 1;
    CHECK(native_ipc_ring_open_or_create(name, &options, &channel) == 0 && native_ipc_ring_created(channel) == 1);
    CHECK_ERROR(NATIVE_IPC_EXISTS, name, native_ipc_ring_create(name, &options, &second));
    CHECK(second == NULL);
    CHECK(native_ipc_ring_open_or_create(name, NULL, &second) == 0 && native_ipc_ring_created(second) == 0);
    CHECK(native_ipc_ring_close(second) == 0);
    found.size = 8;
    CHECK_ERROR(NATIVE_IPC_INVALID, "8 bytes", native_ipc_ring_geometry(channel, &found));
    found.size = sizeof found;
    CHECK(native_ipc_ring_geometry(channel, &found) == 0 && memcmp(&found, &options, sizeof found) == 0);
    end(channel);
    CHECK_ERROR(NATIVE_IPC_NOT_FOUND, name, native_ipc_ring_unlink_name(name));
    CHECK_ERROR(NATIVE_IPC_NOT_FOUND, name, native_ipc_ring_clean_up(name));
}

static void test_claims(void) {
    native_ipc_ring *channel = create();
    native_ipc_producer *producer = producer_of(channel), *second, *third;
    native_ipc_consumer *consumer = consumer_of(channel);
    struct seen seen = {NATIVE_IPC_CONTINUE, 0, "", 0, 9, consumer};
    void *payload, *again;
    int sent = 0;
    CHECK_ERROR(NATIVE_IPC_MISUSE, name, native_ipc_producer_commit(producer));
    CHECK_ERROR(NATIVE_IPC_MISUSE, name, native_ipc_producer_abort(producer));
    CHECK_ERROR(NATIVE_IPC_INVALID, "601", native_ipc_producer_claim(producer, 601, 0, &payload));
    CHECK_ERROR(NATIVE_IPC_INVALID, "600", native_ipc_producer_offer(producer, "", SIZE_MAX));
    CHECK(native_ipc_producer_claim(producer, 5, 0, &payload) == NATIVE_IPC_OK);
    CHECK_ERROR(NATIVE_IPC_MISUSE, name, native_ipc_producer_claim(producer, 5, 0, &again));
    CHECK_ERROR(NATIVE_IPC_MISUSE, name, native_ipc_producer_offer(producer, "x", 1));
    CHECK(native_ipc_consumer_poll(consumer, note, &seen, 10, 0) == 0); /* not committed */
    memcpy(payload, "hello", 5);
    CHECK(native_ipc_producer_commit(producer) == NATIVE_IPC_OK);
    CHECK_ERROR(NATIVE_IPC_MISUSE, name, native_ipc_producer_commit(producer)); /* changes nothing */
    CHECK(native_ipc_consumer_poll(consumer, note, &seen, 10, 0) == 1 && seen.calls == 1);
    CHECK(seen.length == 5 && memcmp(seen.last, "hello", 5) == 0 && seen.lane == 0);
    CHECK(native_ipc_producer_claim(producer, 7, SECOND, &payload) == 0 && native_ipc_producer_abort(producer) == 0);
    CHECK_ERROR(NATIVE_IPC_MISUSE, name, native_ipc_producer_commit(producer));
    CHECK(native_ipc_consumer_poll(consumer, note, &seen, 10, 0) == 0);
    CHECK(native_ipc_producer_offer(producer, NULL, 0) == 0 && native_ipc_producer_send(producer, NULL, 0, 0) == 0);
    CHECK(native_ipc_consumer_poll(consumer, note, &seen, SIZE_MAX, 0) == 2 && seen.length == 0);
    while (native_ipc_producer_offer(producer, seen.last, 600) == NATIVE_IPC_OK)
        sent++;
    CHECK(sent > 4);
    CHECK(native_ipc_producer_claim(producer, 600, 0, &payload) == NATIVE_IPC_AGAIN && payload == NULL);
    CHECK(native_ipc_producer_send(producer, seen.last, 600, 1000000) == NATIVE_IPC_AGAIN);
    CHECK(native_ipc_producer_send(producer, seen.last, 600, -1) == NATIVE_IPC_AGAIN);
    CHECK(native_ipc_consumer_poll(consumer, note, &seen, 1, 0) == 1);
    CHECK(native_ipc_consumer_release(consumer) == 0);
    CHECK(native_ipc_producer_send(producer, seen.last, 500, NATIVE_IPC_FOREVER) == NATIVE_IPC_OK);
    CHECK(native_ipc_producer_open(channel, NATIVE_IPC_WAIT_YIELD, SECOND, &second) == NATIVE_IPC_OK);
    CHECK(native_ipc_producer_lane(producer) == 0 && native_ipc_producer_lane(second) == 1);
    CHECK_ERROR(NATIVE_IPC_BUSY, name, native_ipc_producer_open(channel, NATIVE_IPC_WAIT_YIELD, 20000000, &third));
    CHECK(third == NULL && native_ipc_error_errno() == EBUSY);
    CHECK_ERROR(NATIVE_IPC_INVALID, "7", native_ipc_producer_open(channel, 7, 0, &third));
    CHECK_ERROR(NATIVE_IPC_INVALID, "sleep", native_ipc_producer_open(channel, NATIVE_IPC_WAIT_SLEEP, 0, &third));
    CHECK(native_ipc_producer_close(producer) == 0 && native_ipc_producer_close(second) == 0);
    CHECK(native_ipc_consumer_close(consumer) == 0);
    end(channel);
}

static int close_it(void *context, const native_ipc_message *message) {
    struct seen *seen = context;
    CHECK_ERROR(NATIVE_IPC_MISUSE, "handler", native_ipc_consumer_poll(seen->consumer, note, seen, 1, 0));
    CHECK_ERROR(NATIVE_IPC_MISUSE, "handler", native_ipc_consumer_wait(seen->consumer, 0));
    CHECK(native_ipc_consumer_close(seen->consumer) == NATIVE_IPC_OK);
    CHECK_ERROR(NATIVE_IPC_MISUSE, "closed", native_ipc_consumer_release(seen->consumer));
    return note(context, message);
}

static void test_handlers(void) {
    native_ipc_ring *channel = create();
    native_ipc_producer *producer = producer_of(channel), *none;
    native_ipc_consumer *consumer = consumer_of(channel), *next;
    struct seen seen = {NATIVE_IPC_STOP, 0, "", 0, 9, consumer};
    char buffer[4];
    size_t length;
    const char *text;
    for (text = "abcdefgh"; *text != '\0'; text++)
        CHECK(native_ipc_producer_offer(producer, text, 1) == 0);
    CHECK_ERROR(NATIVE_IPC_BUSY, name, native_ipc_consumer_open(channel, NATIVE_IPC_WAIT_DEFAULT, &next));
    CHECK(next == NULL);
    CHECK(native_ipc_consumer_poll(consumer, note, &seen, 100, 0) == 1 && seen.calls == 1 && seen.last[0] == 'a');
    seen.verdict = NATIVE_IPC_KEEP;
    CHECK(native_ipc_consumer_poll(consumer, note, &seen, 100, SECOND) == 0 && seen.calls == 2 && seen.last[0] == 'b');
    seen.verdict = 77;
    CHECK(native_ipc_consumer_poll(consumer, note, &seen, 100, 0) == 0 && seen.calls == 3 && seen.last[0] == 'b');
    seen.verdict = NATIVE_IPC_CONTINUE;
    CHECK(native_ipc_consumer_poll(consumer, note, &seen, 2, 0) == 2 && seen.calls == 5 && seen.last[0] == 'c');
    CHECK(native_ipc_consumer_poll(consumer, note, &seen, 0, SECOND) == 0 && seen.calls == 5);
    CHECK(native_ipc_consumer_wait(consumer, 0) == 0 && native_ipc_consumer_wait(consumer, SECOND) == 0);
    CHECK(native_ipc_consumer_take(consumer, buffer, 4, &length, 0) == 0 && length == 1 && buffer[0] == 'd');
    CHECK_ERROR(NATIVE_IPC_TOO_LONG, "1 bytes", native_ipc_consumer_take(consumer, NULL, 0, &length, 0));
    CHECK(length == 1);
    CHECK(native_ipc_consumer_take(consumer, buffer, 1, &length, SECOND) == 0 && buffer[0] == 'e');
    CHECK(native_ipc_consumer_poll(consumer, close_it, &seen, 100, 0) == 1 && seen.last[0] == 'f');
    consumer = consumer_of(channel); /* the first one has left */
    seen.verdict = NATIVE_IPC_STOP;
    CHECK(native_ipc_consumer_poll(consumer, note, &seen, 100, 0) == 1 && seen.last[0] == 'g');
    CHECK(native_ipc_consumer_poll(consumer, note, &seen, 100, 0) == 1 && seen.last[0] == 'h');
    CHECK(native_ipc_consumer_poll(consumer, note, &seen, 100, 0) == 0);
    CHECK(native_ipc_consumer_poll(consumer, note, &seen, 100, 1000000) == 0);
    CHECK(native_ipc_consumer_take(consumer, buffer, 4, &length, 1000000) == NATIVE_IPC_AGAIN && length == 0);
    CHECK(native_ipc_consumer_wait(consumer, 1000000) == NATIVE_IPC_AGAIN);
    CHECK(native_ipc_ring_unlink(channel) == 0);
    CHECK_ERROR(NATIVE_IPC_PEER_CLOSED, "retired", native_ipc_consumer_wait(consumer, NATIVE_IPC_FOREVER));
    CHECK_ERROR(NATIVE_IPC_PEER_CLOSED, "retired",
                native_ipc_consumer_poll(consumer, note, &seen, 1, NATIVE_IPC_FOREVER));
    CHECK_ERROR(NATIVE_IPC_PEER_CLOSED, "retired",
                native_ipc_producer_open(channel, NATIVE_IPC_WAIT_DEFAULT, SECOND, &none));
    CHECK(none == NULL && native_ipc_ring_close(channel) == 0); /* in any order */
    CHECK(native_ipc_consumer_close(consumer) == 0 && native_ipc_producer_close(producer) == 0);
}

static void test_statistics(void) {
    native_ipc_ring *channel = create();
    native_ipc_producer *producer = producer_of(channel);
    native_ipc_consumer *consumer;
    native_ipc_ring_statistics found;
    struct seen seen = {NATIVE_IPC_CONTINUE, 0, "", 0, 9, NULL};
    found.size = sizeof found - 8;
    CHECK_ERROR(NATIVE_IPC_INVALID, "bytes", native_ipc_ring_read_statistics(channel, &found));
    found.size = sizeof found;
    CHECK(native_ipc_producer_offer(producer, "abc", 3) == 0 && native_ipc_producer_offer(producer, "de", 2) == 0);
    CHECK(native_ipc_ring_read_statistics(channel, &found) == 0 && found.size == sizeof found);
    CHECK(found.lane_count == 2 && found.lanes[2].producer.epoch == 0);
    CHECK(found.consumer.liveness == NATIVE_IPC_ABSENT && found.consumer.epoch == 0 && found.takeovers == 0);
    CHECK(found.lanes[0].producer.liveness == NATIVE_IPC_ALIVE && found.lanes[0].producer.pid == (uint32_t)getpid());
    CHECK(found.lanes[1].producer.liveness == NATIVE_IPC_ABSENT && found.lanes[0].producer.epoch != 0);
    CHECK(found.lanes[0].messages == 2 && found.lanes[0].bytes == 5 && found.lanes[0].position == 32);
    CHECK(found.lanes[0].consumed_messages == 0 && found.lanes[0].head == 0 && found.lanes[1].messages == 0);
    consumer = consumer_of(channel);
    CHECK(native_ipc_consumer_poll(consumer, note, &seen, 10, 0) == 2);
    CHECK(native_ipc_ring_read_statistics(channel, &found) == 0);
    CHECK(found.consumer.liveness == NATIVE_IPC_ALIVE && found.lanes[0].consumed_messages == 2);
    CHECK(found.lanes[0].consumed_bytes == 5 && found.lanes[0].head == 32 && found.lanes_freed == 0);
    CHECK(native_ipc_consumer_free_dead_lanes(consumer) == 0);
    CHECK(native_ipc_producer_close(producer) == 0 && native_ipc_consumer_close(consumer) == 0);
    end(channel);
}

/* Each word of a header and a record that no correct peer writes. */
static void test_hostile_memory(void) {
    static const struct {
        size_t offset;
        uint64_t value;
    } headers[] = {{0, 7}, {8, 0x04030201}, {12, 2}, {12, 0}, {16, 2}, {20, 2}, {24, 1}, {32, 5000}, {40, 33}, {40, 0},
                   {44, 0}, {44, 4096}, {64, 9}, {68, 768}, {128, 3}},
      records[] = {{0, 1}, {0, UINT64_MAX}, {0, UINT64_C(1) << 32 | 601}, {0, UINT64_C(2) << 32 | 8},
                   {0, UINT64_C(3) << 32 | 8}};
    native_ipc_ring_options options = small();
    native_ipc_ring *channel, *second;
    uint64_t size;
    size_t i;
    CHECK(native_ipc_ring_byte_size(&options, &size) == 0);
    for (i = 0; i < sizeof headers / sizeof *headers + sizeof records / sizeof *records; i++) {
        int fd = memfd_create("ring", MFD_CLOEXEC), record = i >= sizeof headers / sizeof *headers;
        unsigned char *memory;
        native_ipc_consumer *consumer;
        struct seen seen = {NATIVE_IPC_CONTINUE, 0, "", 0, 9, NULL};
        CHECK(fd != -1 && ftruncate(fd, (off_t)size) == 0);
        memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        CHECK(memory != MAP_FAILED);
        CHECK_ERROR(NATIVE_IPC_INVALID, "bytes", native_ipc_ring_create_in(memory, size - 1, fd, &options, &channel));
        CHECK_ERROR(NATIVE_IPC_INVALID, "64", native_ipc_ring_create_in(memory + 8, size, fd, &options, &channel));
        if (i == 0) /* it waits for a creator for a second */
            CHECK_ERROR(NATIVE_IPC_NOT_FOUND, "no channel", native_ipc_ring_open_in(memory, size, fd, &channel));
        CHECK(native_ipc_ring_create_in(memory, size, fd, &options, &channel) == 0);
        CHECK_ERROR(NATIVE_IPC_EXISTS, "channel", native_ipc_ring_create_in(memory, size, fd, &options, &second));
        CHECK(native_ipc_ring_open_in(memory, size, fd, &second) == 0 && native_ipc_ring_close(second) == 0);
        CHECK_ERROR(NATIVE_IPC_CORRUPT, "bytes", native_ipc_ring_open_in(memory, 100, fd, &second));
        if (record) {
            const size_t at = i - sizeof headers / sizeof *headers;
            memcpy(memory + native_ipc_ring_data_offset(0, 2, 4096) + records[at].offset, &records[at].value, 8);
            consumer = consumer_of(channel);
            CHECK_ERROR(NATIVE_IPC_CORRUPT, "header", native_ipc_consumer_poll(consumer, note, &seen, 10, 0));
            CHECK(native_ipc_consumer_poll(consumer, note, &seen, 10, 0) == 0 && seen.calls == 0); /* only once */
            CHECK(native_ipc_consumer_close(consumer) == 0);
        } else {
            memcpy(memory + headers[i].offset, &headers[i].value, 4);
            CHECK_ERROR(NATIVE_IPC_CORRUPT, "fd", native_ipc_ring_open_in(memory, size, fd, &second));
            CHECK(second == NULL);
        }
        CHECK(native_ipc_ring_close(channel) == 0);
        CHECK(munmap(memory, size) == 0 && close(fd) == 0);
    }
}

static void await_success(pid_t child) {
    int status;
    CHECK(waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void test_fork(void) {
    native_ipc_ring *channel = create(), *own;
    native_ipc_producer *producer = producer_of(channel), *mine;
    native_ipc_consumer *consumer = consumer_of(channel), *other;
    native_ipc_ring_options options = {sizeof options, 0, 0, 0, 0};
    struct seen seen = {NATIVE_IPC_CONTINUE, 0, "", 0, 9, NULL};
    void *payload;
    size_t length;
    pid_t child;
    CHECK(native_ipc_producer_claim(producer, 1, 0, &payload) == 0);
    child = fork();
    CHECK(child != -1);
    if (child == 0) {
        CHECK_ERROR(NATIVE_IPC_FORKED, "forked", native_ipc_producer_commit(producer));
        CHECK_ERROR(NATIVE_IPC_FORKED, "forked", native_ipc_producer_abort(producer));
        CHECK_ERROR(NATIVE_IPC_FORKED, "forked", native_ipc_producer_offer(producer, "x", 1));
        CHECK_ERROR(NATIVE_IPC_FORKED, "forked", native_ipc_producer_claim(producer, 1, SECOND, &payload));
        CHECK_ERROR(NATIVE_IPC_FORKED, "forked", native_ipc_producer_lane(producer));
        CHECK_ERROR(NATIVE_IPC_FORKED, "forked", native_ipc_consumer_poll(consumer, note, &seen, 1, 0));
        CHECK_ERROR(NATIVE_IPC_FORKED, "forked", native_ipc_consumer_take(consumer, name, 1, &length, 0));
        CHECK_ERROR(NATIVE_IPC_FORKED, "forked", native_ipc_consumer_wait(consumer, SECOND));
        CHECK_ERROR(NATIVE_IPC_FORKED, "forked", native_ipc_consumer_release(consumer));
        CHECK_ERROR(NATIVE_IPC_FORKED, "forked", native_ipc_consumer_free_dead_lanes(consumer));
        CHECK_ERROR(NATIVE_IPC_FORKED, "forked", native_ipc_ring_created(channel));
        CHECK_ERROR(NATIVE_IPC_FORKED, "forked", native_ipc_ring_geometry(channel, &options));
        CHECK_ERROR(NATIVE_IPC_FORKED, "forked", native_ipc_ring_unlink(channel));
        CHECK_ERROR(NATIVE_IPC_FORKED, "forked", native_ipc_producer_open(channel, 0, SECOND, &mine));
        CHECK_ERROR(NATIVE_IPC_FORKED, "forked", native_ipc_consumer_open(channel, 0, &other));
        CHECK(native_ipc_producer_close(producer) == 0 && native_ipc_consumer_close(consumer) == 0);
        CHECK(native_ipc_ring_close(channel) == 0);
        CHECK(native_ipc_ring_open(name, &own) == 0); /* the correct way to use the channel */
        CHECK_ERROR(NATIVE_IPC_BUSY, name, native_ipc_consumer_open(own, 0, &other));
        mine = producer_of(own);
        CHECK(native_ipc_producer_lane(mine) == 1 && native_ipc_producer_offer(mine, "c", 1) == 0);
        _exit(0);
    }
    await_success(child);
    *(char *)payload = 'p';
    CHECK(native_ipc_producer_commit(producer) == 0);
    CHECK(native_ipc_consumer_poll(consumer, note, &seen, 10, 0) == 2);
    CHECK(native_ipc_consumer_free_dead_lanes(consumer) == 1); /* the child has ended without a close */
    CHECK(native_ipc_producer_close(producer) == 0 && native_ipc_consumer_close(consumer) == 0);
    end(channel);
}

/* Message i has 1 to 600 bytes, each of which is i modulo 251. */
static void produce(uint64_t count) {
    native_ipc_ring *channel;
    native_ipc_producer *producer;
    unsigned char bytes[600];
    uint64_t i;
    CHECK(native_ipc_ring_open(name, &channel) == 0);
    producer = producer_of(channel);
    for (i = 0; i < count; i++) {
        size_t length = (size_t)(1 + i * 7919 % 600);
        void *payload;
        memset(bytes, (int)(i % 251), length);
        if (i % 2 == 0) {
            CHECK(native_ipc_producer_send(producer, bytes, length, 30 * SECOND) == 0);
            continue;
        }
        CHECK(native_ipc_producer_claim(producer, length, 30 * SECOND, &payload) == 0);
        memcpy(payload, bytes, length);
        CHECK(native_ipc_producer_commit(producer) == 0);
    }
    CHECK(native_ipc_producer_close(producer) == 0 && native_ipc_ring_close(channel) == 0);
}

static int check_next(void *context, const native_ipc_message *message) {
    uint64_t *next = context;
    const unsigned char *bytes = message->data;
    size_t i;
    CHECK(message->length == 1 + *next * 7919 % 600);
    for (i = 0; i < message->length; i++)
        CHECK(bytes[i] == *next % 251);
    ++*next;
    return NATIVE_IPC_CONTINUE;
}

static void test_exchange(uint64_t count, uint32_t sleeping_waits) {
    native_ipc_ring_options options = small();
    native_ipc_ring *channel;
    native_ipc_consumer *consumer;
    uint64_t next = 0;
    pid_t child;
    options.sleeping_waits = sleeping_waits;
    CHECK(native_ipc_ring_create(name, &options, &channel) == 0);
    consumer = consumer_of(channel);
    child = fork();
    CHECK(child != -1);
    if (child == 0) {
        produce(count);
        _exit(0);
    }
    while (next < count)
        CHECK(native_ipc_consumer_poll(consumer, check_next, &next, 100, 30 * SECOND) > 0);
    CHECK(next == count);
    await_success(child);
    CHECK(native_ipc_consumer_close(consumer) == 0);
    end(channel);
}

int main(void) {
    int code;
    snprintf(name, sizeof name, "/ring-c-%ld", (long)getpid());
    CHECK(native_ipc_error_text()[0] == '\0' && native_ipc_error_errno() == 0);
    CHECK(native_ipc_version()[0] >= '0' && native_ipc_version()[0] <= '9');
    for (code = NATIVE_IPC_OK; code >= NATIVE_IPC_SYSTEM; code--)
        CHECK(strncmp(native_ipc_code_name(code), "NATIVE_IPC_", 11) == 0);
    CHECK(strcmp(native_ipc_code_name(1), "unknown") == 0 && strcmp(native_ipc_code_name(-14), "unknown") == 0);
    test_null();
    test_options();
    test_claims();
    test_handlers();
    test_statistics();
    test_hostile_memory();
    test_fork();
    test_exchange(100000, 0);
    test_exchange(100000, 1);
    return 0;
}

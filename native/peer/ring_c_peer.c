/* A ring channel in C, for the tests with two processes, through native_ipc/ring.h alone. `ipc_ring_c_peer NAME` speaks
 * the protocol of main.cpp, and has the verbs of ring_peer.cpp. */
#include "ring_messages.h"

#include <native_ipc/ring.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <unistd.h>

#define LIMIT_SECONDS 120
#define PATIENCE INT64_C(30000000000)
#define MOST_WORDS 8

struct peer {
    const char *name;
    native_ipc_ring *channel;
    native_ipc_producer *producer;
    native_ipc_consumer *consumer;
    native_ipc_ring_options geometry;
    char values[64]; /* of the answer after "ok" */
};

struct words {
    int count;
    char *text[MOST_WORDS];
};

static uint64_t number(const struct words *words, int index) {
    return index < words->count ? strtoull(words->text[index], NULL, 0) : 0;
}

static int wait_of(const native_ipc_ring_options *geometry) {
    return geometry->sleeping_waits != 0 ? NATIVE_IPC_WAIT_SLEEP : NATIVE_IPC_WAIT_YIELD;
}

static int geometry_of(struct peer *peer, int opened) {
    if (opened < 0)
        return opened;
    peer->geometry.size = sizeof peer->geometry;
    opened = native_ipc_ring_geometry(peer->channel, &peer->geometry);
    snprintf(peer->values, sizeof peer->values, "%u %llu", peer->geometry.lanes,
             (unsigned long long)peer->geometry.lane_capacity);
    return opened;
}

static int create(struct peer *peer, const struct words *words) {
    native_ipc_ring_options options;
    int result = native_ipc_ring_options_init(&options, sizeof options);
    options.lanes = (uint32_t)number(words, 1);
    options.lane_capacity = number(words, 2);
    options.max_message = number(words, 3);
    if (result == NATIVE_IPC_OK)
        result = geometry_of(peer, native_ipc_ring_create(peer->name, &options, &peer->channel));
    peer->values[0] = '\0';
    return result;
}

static int open_channel(struct peer *peer, const struct words *words) {
    (void)words;
    return geometry_of(peer, native_ipc_ring_open(peer->name, &peer->channel));
}

static int attach(struct peer *peer, const struct words *words) {
    int id = shmget((key_t)number(words, 1), 0, 0);
    void *memory = id == -1 ? (void *)-1 : shmat(id, NULL, 0);
    struct shmid_ds segment;
    if (memory == (void *)-1 || shmctl(id, IPC_STAT, &segment) == -1)
        return NATIVE_IPC_SYSTEM;
    return geometry_of(peer, native_ipc_ring_open_in(memory, segment.shm_segsz, -1, &peer->channel));
}

static int producer(struct peer *peer, const struct words *words) {
    int result = native_ipc_producer_open(peer->channel, wait_of(&peer->geometry), PATIENCE, &peer->producer);
    (void)words;
    if (result == NATIVE_IPC_OK)
        snprintf(peer->values, sizeof peer->values, "%d", native_ipc_producer_lane(peer->producer));
    return result;
}

static int consumer(struct peer *peer, const struct words *words) {
    (void)words;
    return native_ipc_consumer_open(peer->channel, wait_of(&peer->geometry), &peer->consumer);
}

static int produce_messages(struct peer *peer, unsigned id, uint64_t from, uint64_t count) {
    uint64_t next;
    for (next = from; next < from + count; next++) {
        size_t length = length_of(id, next, peer->geometry.max_message);
        void *payload;
        int result = native_ipc_producer_claim(peer->producer, length, PATIENCE, &payload);
        if (result < 0)
            return result;
        fill_message(payload, length, id, next);
        result = native_ipc_producer_commit(peer->producer);
        if (result < 0)
            return result;
    }
    return NATIVE_IPC_OK;
}

static int produce(struct peer *peer, const struct words *words) {
    return produce_messages(peer, (unsigned)number(words, 1), number(words, 2), number(words, 3));
}

static int flood(struct peer *peer, const struct words *words) {
    uint64_t sent;
    for (sent = 0;; sent += 100) {
        int result = produce_messages(peer, (unsigned)number(words, 1), sent, 100);
        if (result < 0)
            return result;
        printf("sent %llu\n", (unsigned long long)(sent + 100));
        fflush(stdout);
    }
}

static int claim(struct peer *peer, const struct words *words) {
    void *payload;
    int result = native_ipc_producer_claim(peer->producer, 8, 0, &payload);
    (void)words;
    if (result == NATIVE_IPC_OK)
        *(char *)payload = 0;
    snprintf(peer->values, sizeof peer->values, "%s", result == NATIVE_IPC_OK ? "true" : "false");
    return result == NATIVE_IPC_AGAIN ? NATIVE_IPC_OK : result;
}

static int commit(struct peer *peer, const struct words *words) {
    (void)words;
    return native_ipc_producer_commit(peer->producer);
}

/* Sends until the lane is full and the consumer is dead or the channel retired. */
static int fill(struct peer *peer, const struct words *words) {
    static const char message[8];
    int result;
    (void)words;
    while ((result = native_ipc_producer_send(peer->producer, message, sizeof message, PATIENCE)) == NATIVE_IPC_OK)
        continue;
    if (result != NATIVE_IPC_PEER_CLOSED)
        return result;
    snprintf(peer->values, sizeof peer->values, "%s", strstr(native_ipc_error_text(), "is dead") ? "dead" : "retired");
    return NATIVE_IPC_OK;
}

struct expected {
    unsigned id;
    uint64_t next;
    uint64_t max_message;
    unsigned char *bytes;
    int wrong;
};

static int check_next(void *context, const native_ipc_message *message) {
    struct expected *expected = context;
    size_t length = length_of(expected->id, expected->next, expected->max_message);
    fill_message(expected->bytes, length, expected->id, expected->next);
    expected->wrong = message->length != length || memcmp(message->data, expected->bytes, length) != 0;
    if (expected->wrong)
        return NATIVE_IPC_KEEP;
    expected->next++;
    return NATIVE_IPC_CONTINUE;
}

static int consume(struct peer *peer, const struct words *words) {
    struct expected expected = {0, 0, 0, NULL, 0};
    int result = 1;
    expected.id = (unsigned)number(words, 1);
    expected.max_message = peer->geometry.max_message;
    expected.bytes = malloc((size_t)expected.max_message);
    while (result > 0 && expected.next < number(words, 2))
        result = native_ipc_consumer_poll(peer->consumer, check_next, &expected, 1000, PATIENCE);
    free(expected.bytes);
    snprintf(peer->values, sizeof peer->values, "message %llu", (unsigned long long)expected.next);
    if (expected.wrong)
        return NATIVE_IPC_CORRUPT;
    if (result == 0)
        return NATIVE_IPC_AGAIN;
    peer->values[0] = '\0';
    return result < 0 ? result : NATIVE_IPC_OK;
}

struct answers {
    native_ipc_producer *producer;
    int result;
};

static int answer_message(void *context, const native_ipc_message *message) {
    struct answers *answers = context;
    answers->result = native_ipc_producer_send(answers->producer, message->data, message->length, PATIENCE);
    return answers->result == NATIVE_IPC_OK ? NATIVE_IPC_CONTINUE : NATIVE_IPC_KEEP;
}

static int echo(struct peer *peer, const struct words *words) {
    struct answers answers = {NULL, NATIVE_IPC_OK};
    native_ipc_ring *back;
    uint64_t left = number(words, 2);
    int result = native_ipc_ring_open(words->count > 1 ? words->text[1] : NULL, &back);
    if (result < 0)
        return result;
    result = native_ipc_producer_open(back, wait_of(&peer->geometry), PATIENCE, &answers.producer);
    while (result >= 0 && left > 0) {
        result = native_ipc_consumer_poll(peer->consumer, answer_message, &answers, 1, PATIENCE);
        if (result == 0)
            result = answers.result < 0 ? answers.result : NATIVE_IPC_AGAIN;
        left--;
    }
    if (answers.producer != NULL)
        native_ipc_producer_close(answers.producer);
    native_ipc_ring_close(back);
    return result < 0 ? result : NATIVE_IPC_OK;
}

static int unlink_channel(struct peer *peer, const struct words *words) {
    (void)words;
    return native_ipc_ring_unlink(peer->channel);
}

static const struct verb {
    const char *name;
    int (*run)(struct peer *, const struct words *);
} verbs[] = {{"create", create},     {"open", open_channel}, {"attach", attach}, {"producer", producer},
             {"consumer", consumer}, {"produce", produce},   {"flood", flood},   {"claim", claim},
             {"commit", commit},     {"fill", fill},         {"consume", consume}, {"echo", echo},
             {"unlink", unlink_channel}};

static void answer(struct peer *peer, const struct words *words) {
    size_t i;
    peer->values[0] = '\0';
    for (i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (words->count > 0 && strcmp(words->text[0], verbs[i].name) == 0) {
            int result = verbs[i].run(peer, words);
            if (result < 0)
                printf("error %s %s %s %s\n", words->text[0], native_ipc_code_name(result), peer->values,
                       native_ipc_error_text());
            else
                printf("ok%s%s\n", peer->values[0] == '\0' ? "" : " ", peer->values);
            return;
        }
    printf("error usage EINVAL unknown command\n");
}

int main(int argc, char **argv) {
    static struct peer peer;
    static char line[4096];
    if (argc != 2) {
        fputs("usage: ipc_ring_c_peer NAME\n", stderr);
        return 2;
    }
    umask(0);
    peer.name = argv[1];
    printf("ready %ld\n", (long)getpid());
    fflush(stdout);
    while (fgets(line, sizeof line, stdin) != NULL) {
        struct words words = {0, {NULL}};
        char *word;
        for (word = strtok(line, " \n"); word != NULL && words.count < MOST_WORDS; word = strtok(NULL, " \n"))
            words.text[words.count++] = word;
        if (words.count > 0 && strcmp(words.text[0], "die") == 0)
            raise(SIGKILL);
        if (words.count > 0 && strcmp(words.text[0], "quit") == 0)
            break;
        /* While a call blocks, the end of stdin is not noticed. The limit ends a wait that outlives its test. */
        alarm(LIMIT_SECONDS);
        answer(&peer, &words);
        alarm(0);
        if (fflush(stdout) != 0)
            return 1;
    }
    if (peer.producer != NULL)
        native_ipc_producer_close(peer.producer);
    if (peer.consumer != NULL)
        native_ipc_consumer_close(peer.consumer);
    if (peer.channel != NULL)
        native_ipc_ring_close(peer.channel);
    puts("ok");
    return 0;
}

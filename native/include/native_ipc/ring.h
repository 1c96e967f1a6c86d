/* The ring channel for C: messages between processes at memory speed. The death of a process never blocks the others.
 * A channel has many producers and one consumer. Java (io.nativeipc.ring) and C++ (native_ipc/ring.hpp) use the same
 * channels. Link with `pkg-config --libs native_ipc_ring`.
 *
 *     native_ipc_ring *channel;
 *     native_ipc_producer *producer;
 *     if (native_ipc_ring_open("/prices", &channel) < 0
 *         || native_ipc_producer_open(channel, NATIVE_IPC_WAIT_DEFAULT, 0, &producer) < 0
 *         || native_ipc_producer_offer(producer, &price, sizeof price) < 0)
 *         fprintf(stderr, "%s\n", native_ipc_error_text());
 *
 * RESULTS. A function that returns int returns a code of enum native_ipc_code, which is negative, or 0 or a number
 * that its comment names. A function that fails changes nothing, except where its comment says otherwise. NULL for a
 * handle or a required pointer is NATIVE_IPC_INVALID. An output is set to NULL or 0 if the function fails.
 *
 * TIMEOUTS are in nanoseconds. 0 and negative values do not wait; NATIVE_IPC_FOREVER waits without end. A wait goes on
 * after a signal. Functions without a timeout do not block, except for up to a second where a comment says so.
 *
 * THREADS. A channel can be used by several threads at once. A producer or consumer can be handed to another thread,
 * but only one thread may use it at a time; two at a time are undefined. A thread must not be cancelled
 * (pthread_cancel) in a function of this header.
 *
 * CLOSE. A handle is invalid after its close function, whatever that returns, and using it is undefined. Channels,
 * producers and consumers can be closed in any order.
 *
 * FORK. Only the process that opened a handle can use it: in a child every function returns NATIVE_IPC_FORKED, and a
 * close function only frees memory. The child must open the channel again. After fork() the child has none of its
 * parent's locks. A child made by _Fork or a bare clone keeps them until it ends, executes a program or opens a
 * channel itself, and until then the parent counts as alive. A message that a handler is given, and a claim, are not
 * protected: a child must not write to them. */
#ifndef NATIVE_IPC_RING_H
#define NATIVE_IPC_RING_H

#if !defined(__linux__)
#error "native_ipc/ring.h: the ring channel in C needs Linux"
#elif defined(__SIZEOF_POINTER__) && __SIZEOF_POINTER__ < 8
#error "native_ipc/ring.h: the ring channel needs a program of 64 bits; compile it without -m32"
#else

#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define NATIVE_IPC_API __attribute__((visibility("default")))
#else
#define NATIVE_IPC_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

enum native_ipc_code {
    NATIVE_IPC_OK = 0,
    NATIVE_IPC_AGAIN = -1,       /* no room or no message now, or the timeout expired */
    NATIVE_IPC_INVALID = -2,     /* an argument is invalid: NULL, a name, a size, an option */
    NATIVE_IPC_MISUSE = -3,      /* the call is wrong now: a second commit, a poll in a handler */
    NATIVE_IPC_FORKED = -4,      /* the handle was opened by the process that this one was forked from */
    NATIVE_IPC_EXISTS = -5,      /* there is a channel of this name */
    NATIVE_IPC_NOT_FOUND = -6,   /* there is no channel of this name, or it was retired */
    NATIVE_IPC_DENIED = -7,      /* the object belongs to another user, or others may write to it */
    NATIVE_IPC_NO_SPACE = -8,    /* no memory is left */
    NATIVE_IPC_BUSY = -9,        /* another process holds the consumer's slot, every lane, or the creator's lock */
    NATIVE_IPC_PEER_CLOSED = -10, /* the consumer died, or the channel was retired */
    NATIVE_IPC_CORRUPT = -11,    /* the memory has a value that no correct peer writes, or is not a ring channel */
    NATIVE_IPC_TOO_LONG = -12,   /* the message is longer than the caller's buffer */
    NATIVE_IPC_SYSTEM = -13      /* another system call failed: native_ipc_error_errno */
};

/* How a producer or consumer waits. */
enum native_ipc_wait {
    NATIVE_IPC_WAIT_DEFAULT = 0, /* SLEEP in a channel with sleeping waits, otherwise BACK_OFF */
    NATIVE_IPC_WAIT_SPIN = 1,    /* never yields the processor; needs a processor for each side */
    NATIVE_IPC_WAIT_YIELD = 2,   /* spins briefly, then yields the processor */
    NATIVE_IPC_WAIT_BACK_OFF = 3, /* spins, yields, then sleeps from 50 us up to 5 ms */
    NATIVE_IPC_WAIT_SLEEP = 4    /* spins, yields, then sleeps until the other side wakes it; needs sleeping waits */
};

/* What a handler returns. */
enum native_ipc_verdict {
    NATIVE_IPC_CONTINUE = 0, /* the message is consumed */
    NATIVE_IPC_STOP = 1,     /* the message is consumed, and the poll ends */
    NATIVE_IPC_KEEP = 2      /* the message is not consumed and comes again, and the poll ends */
};

#define NATIVE_IPC_FOREVER INT64_MAX

/* A count that is not known now. */
#define NATIVE_IPC_COUNT_UNKNOWN UINT64_MAX

/* The most lanes of a channel. */
#define NATIVE_IPC_MOST_LANES 32

typedef struct native_ipc_ring native_ipc_ring;         /* a channel that this process has open */
typedef struct native_ipc_producer native_ipc_producer; /* the producer of a lane */
typedef struct native_ipc_consumer native_ipc_consumer; /* the consumer of a channel */

/* The geometry of a channel. `size` is sizeof(native_ipc_ring_options); another size is NATIVE_IPC_INVALID, so a
 * program with a newer header than the library gets an error and not a channel without its option. */
typedef struct native_ipc_ring_options {
    size_t size;
    uint64_t lane_capacity;  /* bytes of one producer's lane, a power of two from 4096 to 2^30 */
    uint64_t max_message;    /* bytes, at most half a lane less 8; 0: a quarter of the lane */
    uint32_t lanes;          /* 1 to 32: the most producers at a time */
    uint32_t sleeping_waits; /* 1 allows NATIVE_IPC_WAIT_SLEEP and costs a full fence a message; otherwise 0 */
} native_ipc_ring_options;

/* A message in the shared memory, valid until the handler returns. A hostile producer can change the bytes meanwhile:
 * copy them before checking them. A later library may add members at the end. */
typedef struct native_ipc_message {
    const void *data;
    size_t length;
    uint32_t lane;
} native_ipc_message;

/* Receives a message, and returns a value of enum native_ipc_verdict; another value counts as NATIVE_IPC_KEEP. It may
 * close its consumer and use other handles. It must return: neither longjmp nor an exception may leave it. */
typedef int (*native_ipc_handler)(void *context, const native_ipc_message *message);

/* The state of a producer or the consumer. */
enum native_ipc_liveness {
    NATIVE_IPC_ABSENT = 0, /* never joined, or left */
    NATIVE_IPC_ALIVE = 1,  /* also if it is stopped, or its lock cannot be queried */
    NATIVE_IPC_DEAD = 2    /* the kernel proves its death */
};

typedef struct native_ipc_participant {
    uint64_t epoch;    /* random, another one for each joining; 0: absent */
    uint32_t pid;      /* of the slot's last owner, in the owner's PID namespace; for diagnosis only */
    uint32_t liveness; /* a value of enum native_ipc_liveness */
} native_ipc_participant;

/* Each count can be NATIVE_IPC_COUNT_UNKNOWN. */
typedef struct native_ipc_lane_statistics {
    native_ipc_participant producer;
    uint64_t head;     /* the position up to which the producer may write again */
    uint64_t position; /* where the next record begins */
    uint64_t messages, bytes;
    uint64_t full_events; /* claims and offers that found no room */
    uint64_t consumed_messages, consumed_bytes;
    uint64_t reserved[7]; /* 0 */
} native_ipc_lane_statistics;

/* `size` is sizeof(native_ipc_ring_statistics), as in native_ipc_ring_options. */
typedef struct native_ipc_ring_statistics {
    size_t size;
    native_ipc_participant consumer;
    uint64_t takeovers;   /* consumers that followed a dead one */
    uint64_t lanes_freed; /* lanes of dead producers that a consumer freed */
    uint64_t lane_count;
    native_ipc_lane_statistics lanes[NATIVE_IPC_MOST_LANES]; /* those from lane_count on are 0 */
} native_ipc_ring_statistics;

/* ---- The library and its errors ---- */

/* Returns the version of the library, such as "0.1.0". Never fails, from any thread. */
NATIVE_IPC_API const char *native_ipc_version(void);

/* Returns the name of a code, such as "NATIVE_IPC_BUSY". Never NULL: an unknown code is "unknown". */
NATIVE_IPC_API const char *native_ipc_code_name(int code);

/* Returns the text of this thread's last error: the function, the system call, the object, the reason, and the code.
 * Never NULL; "" if there was no error. It is valid until this thread's next error. NATIVE_IPC_AGAIN is an answer and
 * sets no text. */
NATIVE_IPC_API const char *native_ipc_error_text(void);

/* Returns the errno of this thread's last error, or 0 if it does not come from the system. */
NATIVE_IPC_API int native_ipc_error_errno(void);

/* ---- Channels ----
 * A name is "/" and 1 to 30 letters, digits, dots, dashes and underscores, the first of which is not a dot. The object
 * is in /dev/shm and accessible only to this user. `options` can be NULL for the defaults. */

/* Sets all options to the library's defaults. `size` is sizeof *options. NATIVE_IPC_INVALID: the size is another. */
NATIVE_IPC_API int native_ipc_ring_options_init(native_ipc_ring_options *options, size_t size);

/* Sets *bytes to the size of a channel with these options, for native_ipc_ring_create_in. */
NATIVE_IPC_API int native_ipc_ring_byte_size(const native_ipc_ring_options *options, uint64_t *bytes);

/* Creates a channel. NATIVE_IPC_EXISTS: there is one. NATIVE_IPC_CORRUPT: another object has the name; it is not
 * changed. Also INVALID, DENIED, NO_SPACE, and BUSY after a second in which another process creates or removes it. */
NATIVE_IPC_API int native_ipc_ring_create(const char *name, const native_ipc_ring_options *options,
                                          native_ipc_ring **channel);

/* Opens a channel. NATIVE_IPC_NOT_FOUND: there is none. NATIVE_IPC_CORRUPT: another object, another layout, or for a
 * second its creator did not finish it. Also INVALID, DENIED, BUSY. */
NATIVE_IPC_API int native_ipc_ring_open(const char *name, native_ipc_ring **channel);

/* Opens the channel, or creates it if there is none; native_ipc_ring_created reports which. An existing channel keeps
 * its geometry. Errors as those of create and open, except EXISTS and NOT_FOUND. */
NATIVE_IPC_API int native_ipc_ring_open_or_create(const char *name, const native_ipc_ring_options *options,
                                                  native_ipc_ring **channel);

/* Creates a channel in shared memory that is already mapped, contains only zeros, and outlives every handle. `fd` is
 * the descriptor that the memory was mapped from, from its beginning; it stays the caller's. -1: there is none, as for
 * a System V segment, and the locks are on a file in this user's runtime folder. Errors as those of create. */
NATIVE_IPC_API int native_ipc_ring_create_in(void *memory, size_t size, int fd, const native_ipc_ring_options *options,
                                             native_ipc_ring **channel);

/* Opens a channel in mapped memory. `fd` is required if the channel was created with a descriptor. Errors as those of
 * open. */
NATIVE_IPC_API int native_ipc_ring_open_in(void *memory, size_t size, int fd, native_ipc_ring **channel);

/* Returns 1 if this handle created the channel, and 0 if it opened an existing one. */
NATIVE_IPC_API int native_ipc_ring_created(const native_ipc_ring *channel);

/* Sets *options to the geometry of the channel. The caller sets options->size before. */
NATIVE_IPC_API int native_ipc_ring_geometry(const native_ipc_ring *channel, native_ipc_ring_options *options);

/* Reads all counters and the liveness of each participant without affecting the channel. The caller sets
 * statistics->size before. */
NATIVE_IPC_API int native_ipc_ring_read_statistics(const native_ipc_ring *channel,
                                                   native_ipc_ring_statistics *statistics);

/* Ends the channel and removes its name: no process can join it any more, and waiting calls end with
 * NATIVE_IPC_PEER_CLOSED. The handle stays open. An object that has taken the name since is not changed. BUSY: another
 * process has been creating or removing it for a second; nothing was changed. */
NATIVE_IPC_API int native_ipc_ring_unlink(native_ipc_ring *channel);

/* Ends the channel of this name, as native_ipc_ring_unlink does. Errors as those of open. */
NATIVE_IPC_API int native_ipc_ring_unlink_name(const char *name);

/* Removes the name of a channel that no process has open, even if its creation was never finished. Returns 1, or 0 if a
 * process has it open or another process removed the name first. NOT_FOUND: the name does not exist. CORRUPT: another
 * object has the name; it is not changed. */
NATIVE_IPC_API int native_ipc_ring_clean_up(const char *name);

/* Closes the handle. The channel stays, and so do its producers and consumer. */
NATIVE_IPC_API int native_ipc_ring_close(native_ipc_ring *channel);

/* ---- Producers ---- */

/* Claims a lane, and waits for one until the timeout. `wait` is a value of enum native_ipc_wait. BUSY: every lane is
 * taken, not drained yet, or damaged. PEER_CLOSED: the channel was retired. */
NATIVE_IPC_API int native_ipc_producer_open(const native_ipc_ring *channel, int wait, int64_t timeout,
                                            native_ipc_producer **producer);

/* Claims room for a message of `length` bytes, which the caller fills and commits; *payload is the place, with
 * arbitrary bytes at first. It waits for room until the timeout, and for a consumer if there is none. AGAIN: there is
 * no room. INVALID: the message is longer than the channel allows. MISUSE: the last claim is open. PEER_CLOSED: the
 * consumer died, or the channel was retired, during the wait. */
NATIVE_IPC_API int native_ipc_producer_claim(native_ipc_producer *producer, size_t length, int64_t timeout,
                                             void **payload);

/* Publishes the claimed message; after this it survives the death of every process. Never blocks. MISUSE: there is no
 * claim, as after a commit. */
NATIVE_IPC_API int native_ipc_producer_commit(native_ipc_producer *producer);

/* Drops the claim. MISUSE: there is no claim. */
NATIVE_IPC_API int native_ipc_producer_abort(native_ipc_producer *producer);

/* Copies a message into the lane and publishes it if there is room now. Errors as those of claim with the timeout 0. */
NATIVE_IPC_API int native_ipc_producer_offer(native_ipc_producer *producer, const void *message, size_t length);

/* Copies a message into the lane and publishes it, and waits for room until the timeout. Errors as those of claim. */
NATIVE_IPC_API int native_ipc_producer_send(native_ipc_producer *producer, const void *message, size_t length,
                                            int64_t timeout);

/* Returns the number of the producer's lane. */
NATIVE_IPC_API int native_ipc_producer_lane(const native_ipc_producer *producer);

/* Leaves the lane, drops an open claim, and frees the handle. Published messages stay. */
NATIVE_IPC_API int native_ipc_producer_close(native_ipc_producer *producer);

/* ---- The consumer ---- */

/* Makes this process the channel's consumer. BUSY: it has one. PEER_CLOSED: the channel was retired. CORRUPT: a
 * position in the memory is invalid. */
NATIVE_IPC_API int native_ipc_consumer_open(const native_ipc_ring *channel, int wait, native_ipc_consumer **consumer);

/* Calls handler(context, message) for up to `limit` messages, and waits for the first one until the timeout. Returns
 * the number of consumed messages, at most INT_MAX; 0: there is none. PEER_CLOSED: the channel is retired and drained;
 * a poll notices this after 50 ms of waiting. CORRUPT, once for each damaged lane, which is skipped from then on;
 * messages handled before in this call are consumed. MISUSE: a handler polls the consumer that called it. */
NATIVE_IPC_API int native_ipc_consumer_poll(native_ipc_consumer *consumer, native_ipc_handler handler, void *context,
                                            size_t limit, int64_t timeout);

/* Consumes one message and copies it into `buffer`, and waits for one until the timeout. *length becomes its length.
 * AGAIN: there is none. TOO_LONG: it is longer than `capacity`; it stays the next message of its lane, and *length is
 * set. Other errors as those of poll. */
NATIVE_IPC_API int native_ipc_consumer_take(native_ipc_consumer *consumer, void *buffer, size_t capacity,
                                            size_t *length, int64_t timeout);

/* Waits for a message until the timeout and consumes none. AGAIN: there is none. Other errors as those of poll. */
NATIVE_IPC_API int native_ipc_consumer_wait(native_ipc_consumer *consumer, int64_t timeout);

/* Releases the space of all consumed messages to the producers. Without it a poll releases the space lazily while
 * messages are left, and at once after the last one. */
NATIVE_IPC_API int native_ipc_consumer_release(native_ipc_consumer *consumer);

/* Frees the drained lanes of producers whose death the kernel proves, and returns their number. A poll that waits does
 * this too, and a producer that claims a lane does it for itself. */
NATIVE_IPC_API int native_ipc_consumer_free_dead_lanes(native_ipc_consumer *consumer);

/* Releases the space of consumed messages, leaves the channel, and frees the handle. Other messages stay for the next
 * consumer. If a handler calls it, it takes effect when the poll ends, and the handler's message is the last one. */
NATIVE_IPC_API int native_ipc_consumer_close(native_ipc_consumer *consumer);

#ifdef __cplusplus
}
#endif

#endif
#endif

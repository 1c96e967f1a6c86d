// Counts the records of a lane that were published and not yet released, as an observer does.
#pragma once

#include "ring_geometry.hpp"

#include <optional>

namespace native_ipc::detail {

// The consumer stores consumed_messages and consumed_bytes, then head with release. The observer acquires head, reads
// the counters, and walks over the records from head to the first word that is 0. It then reads head again. If head has
// not changed, the producer could not overwrite any of these records meanwhile, because it writes only up to head. So
// each header was valid when it was read, and the word behind the record was 0 or the next header, as for the consumer.
// If head has changed, everything is read again, at most three times.
//
// Every header is checked, and the walk ends after the lane's capacity, so a hostile producer can neither mislead it
// beyond the lane nor make it endless. A header that no producer writes makes the answer unknown (nothing).
class PendingRecords {
public:
    PendingRecords(const RingAttachment &channel, unsigned lane) {
        const RingLanePage &page = channel.lane(lane);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            head = load_acquire(&page.head);
            consumed_messages = load_acquire(&page.consumed_messages); // acquire: in this order
            consumed_bytes = load_acquire(&page.consumed_bytes);
            std::uint64_t end = head, count = consumed_messages, sum = consumed_bytes;
            bool whole = walk(channel, lane, end, count, sum);
            if (load_acquire(&page.head) == head) { // the headers were acquired before this load
                if (whole) {
                    position = end;
                    messages = count;
                    bytes = sum;
                }
                return;
            }
        }
    }

    std::uint64_t head = 0, consumed_messages = 0, consumed_bytes = 0;
    std::optional<std::uint64_t> position, messages, bytes;

private:
    static constexpr int ATTEMPTS = 3;

#ifdef __SANITIZE_THREAD__
    // A walk that has to be repeated may have read a word that the producer overwrites without an order between the two.
    // What it read is then discarded, which ThreadSanitizer does not know.
    __attribute__((no_sanitize("thread")))
#endif
    static std::uint64_t header(const std::uint64_t *word) {
        return __atomic_load_n(word, __ATOMIC_ACQUIRE);
    }

    // Returns false if a word is not the header of a record.
    static bool walk(const RingAttachment &channel, unsigned lane, std::uint64_t &position, std::uint64_t &messages,
                     std::uint64_t &bytes) {
        std::uint64_t head = position, capacity = channel.geometry.lane_capacity;
        if (head % NATIVE_IPC_RING_RECORD_ALIGNMENT != 0 || head >> 63 != 0)
            return false;
        while (position - head < capacity) {
            std::uint64_t found = header(channel.word(lane, position));
            if (found == 0)
                return true;
            std::uint64_t index = position & (capacity - 1), rest = capacity - index;
            auto length = static_cast<std::uint32_t>(found);
            std::uint64_t kind = found >> NATIVE_IPC_RING_RECORD_KIND_SHIFT, record = native_ipc_ring_record_size(length);
            if (kind == NATIVE_IPC_RING_RECORD_MESSAGE && length <= channel.geometry.max_message && record <= rest) {
                position += record;
                messages++;
                bytes += length;
            } else if (kind == NATIVE_IPC_RING_RECORD_PADDING && index != 0
                       && length == rest - NATIVE_IPC_RING_RECORD_HEADER_SIZE) {
                position += rest;
            } else {
                return false;
            }
        }
        return false; // a producer always leaves a word that is 0
    }
};

}

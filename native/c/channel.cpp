#include "handles.hpp"

using namespace native_ipc;
using namespace native_ipc::c;

namespace {

RingOptions options_of(const native_ipc_ring_options *given) {
    RingOptions options;
    if (given == nullptr)
        return options;
    require_size("options", given->size, sizeof *given);
    require(given->sleeping_waits <= 1, "sleeping_waits is 0 or 1");
    options.lane_capacity = given->lane_capacity;
    options.max_message = given->max_message;
    options.lanes = given->lanes;
    options.sleeping_waits = given->sleeping_waits != 0;
    return options;
}

// Opens a channel with a call that returns it.
template <typename Open>
int opened(const Call &call, native_ipc_ring **channel, Open &&open) noexcept {
    if (channel != nullptr)
        *channel = nullptr;
    return guarded(call, [&] {
        require(channel != nullptr, "the place for the handle is NULL");
        RingChannel made = open();
        std::string object = made.name();
        *channel = new native_ipc_ring{std::move(made), std::move(object)};
        return NATIVE_IPC_OK;
    });
}

std::string checked(const char *name) {
    require(name != nullptr, "the name is NULL");
    return name;
}

std::uint64_t count(std::uint64_t known) {
    return known;
}
[[maybe_unused]] std::uint64_t count(const std::optional<std::uint64_t> &maybe) {
    return maybe.value_or(NATIVE_IPC_COUNT_UNKNOWN);
}

native_ipc_participant participant(const RingSlotStatistics &slot) {
    return {slot.epoch, slot.pid,
            static_cast<std::uint32_t>(slot.dead         ? NATIVE_IPC_DEAD
                                       : slot.epoch != 0 ? NATIVE_IPC_ALIVE
                                                         : NATIVE_IPC_ABSENT)};
}

}

int native_ipc_ring_options_init(native_ipc_ring_options *options, size_t size) {
    return guarded({__func__, nullptr}, [&] {
        require(options != nullptr, "the options are NULL");
        require_size("options", size, sizeof *options);
        RingOptions defaults;
        *options = {sizeof *options, defaults.lane_capacity, defaults.max_message, defaults.lanes,
                    defaults.sleeping_waits ? 1U : 0U};
        return NATIVE_IPC_OK;
    });
}

int native_ipc_ring_byte_size(const native_ipc_ring_options *options, uint64_t *bytes) {
    if (bytes != nullptr)
        *bytes = 0;
    return guarded({__func__, nullptr}, [&] {
        require(bytes != nullptr, "the place for the size is NULL");
        *bytes = native_ipc::detail::checked(options_of(options)).total_size;
        return NATIVE_IPC_OK;
    });
}

int native_ipc_ring_create(const char *name, const native_ipc_ring_options *options, native_ipc_ring **channel) {
    return opened({__func__, name}, channel, [&] { return RingChannel::create(checked(name), options_of(options)); });
}

int native_ipc_ring_open(const char *name, native_ipc_ring **channel) {
    return opened({__func__, name}, channel, [&] { return RingChannel::open(checked(name)); });
}

int native_ipc_ring_open_or_create(const char *name, const native_ipc_ring_options *options,
                                   native_ipc_ring **channel) {
    return opened({__func__, name}, channel,
                  [&] { return RingChannel::open_or_create(checked(name), options_of(options)); });
}

int native_ipc_ring_create_in(void *memory, size_t size, int fd, const native_ipc_ring_options *options,
                              native_ipc_ring **channel) {
    return opened({__func__, nullptr}, channel, [&] {
        require(memory != nullptr, "the memory is NULL");
        return fd == -1 ? RingChannel::create_in(memory, size, options_of(options))
                        : RingChannel::create_in(memory, size, fd, options_of(options));
    });
}

int native_ipc_ring_open_in(void *memory, size_t size, int fd, native_ipc_ring **channel) {
    return opened({__func__, nullptr}, channel, [&] {
        require(memory != nullptr, "the memory is NULL");
        return RingChannel::open_in(memory, size, fd);
    });
}

int native_ipc_ring_created(const native_ipc_ring *channel) {
    if (channel == nullptr)
        return null_handle(__func__);
    Call call = call_of(__func__, channel);
    return guarded(call, [&] {
        call.require_home();
        return channel->channel.created() ? 1 : 0;
    });
}

int native_ipc_ring_geometry(const native_ipc_ring *channel, native_ipc_ring_options *options) {
    if (channel == nullptr)
        return null_handle(__func__);
    return guarded(call_of(__func__, channel), [&] {
        require(options != nullptr, "the options are NULL");
        require_size("options", options->size, sizeof *options);
        const RingGeometry &geometry = channel->channel.geometry();
        *options = {sizeof *options, geometry.lane_capacity, geometry.max_message, geometry.lanes,
                    geometry.sleeping_waits ? 1U : 0U};
        return NATIVE_IPC_OK;
    });
}

int native_ipc_ring_read_statistics(const native_ipc_ring *channel, native_ipc_ring_statistics *statistics) {
    if (channel == nullptr)
        return null_handle(__func__);
    return guarded(call_of(__func__, channel), [&] {
        require(statistics != nullptr, "the statistics are NULL");
        require_size("statistics", statistics->size, sizeof *statistics);
        RingStatistics found = channel->channel.statistics();
        *statistics = {};
        statistics->size = sizeof *statistics;
        statistics->consumer = participant(found.consumer);
        statistics->takeovers = count(found.takeovers);
        statistics->lanes_freed = count(found.lanes_freed);
        statistics->lane_count = found.lanes.size();
        native_ipc_lane_statistics *next = statistics->lanes;
        for (const RingLaneStatistics &lane : found.lanes)
            *next++ = {participant(lane.producer), count(lane.head), count(lane.position), count(lane.messages),
                       count(lane.bytes), count(lane.full_events), count(lane.consumed_messages),
                       count(lane.consumed_bytes), {}};
        return NATIVE_IPC_OK;
    });
}

int native_ipc_ring_unlink(native_ipc_ring *channel) {
    if (channel == nullptr)
        return null_handle(__func__);
    return guarded(call_of(__func__, channel), [&] {
        channel->channel.unlink();
        return NATIVE_IPC_OK;
    });
}

int native_ipc_ring_unlink_name(const char *name) {
    return guarded({__func__, name}, [&] {
        RingChannel::unlink(checked(name));
        return NATIVE_IPC_OK;
    });
}

int native_ipc_ring_clean_up(const char *name) {
    return guarded({__func__, name}, [&] { return RingChannel::clean_up(checked(name)) ? 1 : 0; });
}

int native_ipc_ring_close(native_ipc_ring *channel) {
    if (channel == nullptr)
        return null_handle(__func__);
    delete channel;
    return NATIVE_IPC_OK;
}

#include "handles.hpp"

#include <new>

namespace native_ipc::c {

namespace {

// Memory of the thread, so that an error can be reported without memory.
thread_local char text[1024];
thread_local int number;

int report(const Call &call, int code, int error, const char *why) noexcept {
    bool named = call.object != nullptr;
    char from[32] = "";
    if (error != 0)
        std::snprintf(from, sizeof from, ", errno %d", error);
    std::snprintf(text, sizeof text, "%s(%s%s%s): %s (%s%s)", call.function, named ? "\"" : "",
                  named ? call.object : "", named ? "\"" : "", why, native_ipc_code_name(code), from);
    number = error;
    return code;
}

int report(const Call &call, int code, const Error &error) noexcept {
    return report(call, code, error.code(), error.what());
}

int report_misuse(const Call &call, const std::logic_error &error) noexcept {
    if (call.home == nullptr || call.home->is_here())
        return report(call, NATIVE_IPC_MISUSE, 0, error.what());
    try {
        call.require_home();
    } catch (const std::exception &forked) {
        return report(call, NATIVE_IPC_FORKED, 0, forked.what());
    }
    return report(call, NATIVE_IPC_FORKED, 0, error.what());
}

}

int failed(const Call &call) noexcept {
    try {
        throw;
    } catch (const AlreadyExists &error) {
        return report(call, NATIVE_IPC_EXISTS, error);
    } catch (const NotFound &error) {
        return report(call, NATIVE_IPC_NOT_FOUND, error);
    } catch (const AccessDenied &error) {
        return report(call, NATIVE_IPC_DENIED, error);
    } catch (const NoSpace &error) {
        return report(call, NATIVE_IPC_NO_SPACE, error);
    } catch (const Busy &error) {
        return report(call, NATIVE_IPC_BUSY, error);
    } catch (const PeerClosed &error) {
        return report(call, NATIVE_IPC_PEER_CLOSED, error);
    } catch (const Corrupt &error) {
        return report(call, NATIVE_IPC_CORRUPT, error);
    } catch (const Error &error) {
        return report(call, NATIVE_IPC_SYSTEM, error);
    } catch (const std::invalid_argument &error) {
        return report(call, NATIVE_IPC_INVALID, 0, error.what());
    } catch (const std::logic_error &error) {
        return report_misuse(call, error);
    } catch (const std::bad_alloc &) {
        return report(call, NATIVE_IPC_NO_SPACE, ENOMEM, "malloc: there is no memory");
    } catch (const std::exception &error) {
        return report(call, NATIVE_IPC_SYSTEM, 0, error.what());
    } catch (...) {
        return report(call, NATIVE_IPC_MISUSE, 0, "the handler threw an exception; its message was not consumed");
    }
}

int null_handle(const char *function) noexcept {
    return report({function, nullptr}, NATIVE_IPC_INVALID, 0, "the handle is NULL");
}

int too_long(const Call &call, std::size_t length, std::size_t capacity) noexcept {
    char why[96];
    std::snprintf(why, sizeof why, "the next message has %zu bytes, the buffer %zu; it was not consumed", length,
                  capacity);
    return report(call, NATIVE_IPC_TOO_LONG, 0, why);
}

std::optional<Wait> wait_of(int wait) {
    switch (wait) {
    case NATIVE_IPC_WAIT_DEFAULT: return {};
    case NATIVE_IPC_WAIT_SPIN: return Wait::spin;
    case NATIVE_IPC_WAIT_YIELD: return Wait::yield;
    case NATIVE_IPC_WAIT_BACK_OFF: return Wait::back_off;
    case NATIVE_IPC_WAIT_SLEEP: return Wait::sleep;
    default: throw std::invalid_argument("there is no such wait: " + std::to_string(wait));
    }
}

}

const char *native_ipc_version(void) {
    return NATIVE_IPC_VERSION;
}

const char *native_ipc_code_name(int code) {
#define NAME(code) \
    case code: return #code;
    switch (code) {
        NAME(NATIVE_IPC_OK)
        NAME(NATIVE_IPC_AGAIN)
        NAME(NATIVE_IPC_INVALID)
        NAME(NATIVE_IPC_MISUSE)
        NAME(NATIVE_IPC_FORKED)
        NAME(NATIVE_IPC_EXISTS)
        NAME(NATIVE_IPC_NOT_FOUND)
        NAME(NATIVE_IPC_DENIED)
        NAME(NATIVE_IPC_NO_SPACE)
        NAME(NATIVE_IPC_BUSY)
        NAME(NATIVE_IPC_PEER_CLOSED)
        NAME(NATIVE_IPC_CORRUPT)
        NAME(NATIVE_IPC_TOO_LONG)
        NAME(NATIVE_IPC_SYSTEM)
    default: return "unknown";
    }
#undef NAME
}

const char *native_ipc_error_text(void) {
    return native_ipc::c::text;
}

int native_ipc_error_errno(void) {
    return native_ipc::c::number;
}

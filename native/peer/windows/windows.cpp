#include "windows.hpp"
#include "system.hpp"

#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <io.h>

namespace {

using Maker = std::unique_ptr<Peer> (*)(const std::string &);

const std::map<std::string, Maker> kinds = {
    {"win-map", named_mapping}, {"file", mapped_file},      {"win-sem", named_semaphore},
    {"win-mutex", named_mutex}, {"win-event", named_event}, {"pipe", named_pipe},
};

// Only the error codes that the shared code uses.
std::string errno_name(int error) {
    switch (error) {
    case EINVAL:
        return "EINVAL";
    case ERANGE:
        return "ERANGE";
    case EACCES:
        return "EACCES";
    case EIO:
        return "EIO";
    case EPIPE:
        return "EPIPE";
    default:
        return std::to_string(error);
    }
}

VOID CALLBACK time_is_up(PTP_CALLBACK_INSTANCE, PVOID, PTP_TIMER) {
    die();
}

}

const char *const USAGE = "usage: ipc_peer KIND NAME\n";

std::vector<std::string> start_process(int, char **) {
    _setmode(_fileno(stdin), _O_BINARY);
    _setmode(_fileno(stdout), _O_BINARY);
    return command_line();
}

std::unique_ptr<Peer> make_peer(const std::vector<std::string> &arguments) {
    auto found = kinds.find(arguments.size() == 3 ? arguments[1] : "");
    return found != kinds.end() ? found->second(arguments[2]) : nullptr;
}

unsigned long process_id() {
    return GetCurrentProcessId();
}

void die() {
    TerminateProcess(GetCurrentProcess(), 9);
    std::abort();
}

void limit_time(unsigned seconds) {
    static PTP_TIMER timer = check("CreateThreadpoolTimer", CreateThreadpoolTimer(time_is_up, nullptr, nullptr));
    // A negative time is relative, in units of 100 ns.
    ULARGE_INTEGER due;
    due.QuadPart = static_cast<ULONGLONG>(-10'000'000LL * seconds);
    FILETIME time{due.LowPart, due.HighPart};
    SetThreadpoolTimer(timer, seconds == 0 ? nullptr : &time, 0, 0);
}

void fail(const std::string &call, int error, const std::string &text) {
    throw Failure{call, errno_name(error), text};
}

void fail_with(const std::string &call, DWORD error) {
    throw Failure{call, std::to_string(error), message_of(error)};
}

void fail_last(const std::string &call) {
    fail_with(call, GetLastError());
}

void Handle::adopt(const char *call, HANDLE handle) {
    if (handle == nullptr || handle == INVALID_HANDLE_VALUE)
        fail_last(call);
    close();
    handle_ = handle;
}

void Handle::adopt_new(const char *call, HANDLE handle) {
    DWORD error = GetLastError();
    if (handle != nullptr && error == ERROR_ALREADY_EXISTS) {
        CloseHandle(handle);
        fail_with(call, error);
    }
    adopt(call, handle);
}

HANDLE Handle::get() const {
    if (handle_ == nullptr)
        fail("usage", EINVAL, "neither created nor open");
    return handle_;
}

void Handle::close() {
    if (handle_ != nullptr)
        CloseHandle(handle_);
    handle_ = nullptr;
}

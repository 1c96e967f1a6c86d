#include "windows.hpp"
#include "system.hpp"

#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <io.h>
#include <shellapi.h>

namespace {

using Maker = std::unique_ptr<Peer> (*)(const std::string &);

const std::map<std::string, Maker> kinds = {
    {"win-map", named_mapping}, {"file", mapped_file},      {"win-sem", named_semaphore},
    {"win-mutex", named_mutex}, {"win-event", named_event}, {"pipe", named_pipe},
};

// The C library of Windows has no more of them than the shared code uses.
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

std::string utf8(const wchar_t *text) {
    int size = check("WideCharToMultiByte", WideCharToMultiByte(CP_UTF8, 0, text, -1, nullptr, 0, nullptr, nullptr));
    std::string result(static_cast<std::size_t>(size), '\0');
    check("WideCharToMultiByte", WideCharToMultiByte(CP_UTF8, 0, text, -1, result.data(), size, nullptr, nullptr));
    result.pop_back();
    return result;
}

std::string message_of(DWORD error) {
    wchar_t text[512];
    DWORD length = FormatMessageW(
        FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS, nullptr, error, 0, text, ARRAYSIZE(text), nullptr);
    while (length > 0 && text[length - 1] <= L' ')
        length--;
    for (DWORD i = 0; i < length; i++)
        if (text[i] < L' ')
            text[i] = L' ';
    return length == 0 ? "unknown error" : utf8(std::wstring(text, length).c_str());
}

VOID CALLBACK time_is_up(PTP_CALLBACK_INSTANCE, PVOID, PTP_TIMER) {
    die();
}

}

const char *const USAGE = "usage: ipc_peer KIND NAME\n";

// main() has the arguments in the code page of the system, in which not every name can be said.
std::vector<std::string> start_process(int, char **) {
    _setmode(_fileno(stdin), _O_BINARY);
    _setmode(_fileno(stdout), _O_BINARY);
    int count;
    LPWSTR *words = CommandLineToArgvW(GetCommandLineW(), &count);
    std::vector<std::string> arguments;
    for (int i = 0; words != nullptr && i < count; i++)
        arguments.push_back(utf8(words[i]));
    LocalFree(words);
    return arguments;
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

std::wstring wide(const std::string &utf8_text) {
    int length = static_cast<int>(utf8_text.size()) + 1;
    std::wstring text(static_cast<std::size_t>(length), L'\0');
    int size = check("MultiByteToWideChar", MultiByteToWideChar(CP_UTF8, 0, utf8_text.c_str(), length, text.data(), length));
    text.resize(static_cast<std::size_t>(size) - 1);
    return text;
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

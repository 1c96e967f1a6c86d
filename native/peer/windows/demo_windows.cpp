// The Windows mechanisms of ipc_demo_peer, with the names that the calls take:
//
//   named-pipe    \\.\pipe\NAME
//   shared-memory NAME SEM_TO_PEER SEM_FROM_PEER
//   socket        PORT
//   message-pipe  \\.\pipe\NAME
//   file          PATH SEM_TO_PEER SEM_FROM_PEER
#include <winsock2.h>

#include "demo_peer.hpp"
#include "text.hpp"

#include <fcntl.h>
#include <io.h>

#include <cstdio>
#include <cstdlib>

namespace {

// Checks a call that returns FALSE or NULL and sets the last error.
template <typename T>
T check(const char *call, T result) {
    if (!result)
        fail(call, message_of(GetLastError()));
    return result;
}

HANDLE open_file(const std::string &path) {
    HANDLE file = CreateFileW(
        wide(path).c_str(), GENERIC_READ | FILE_WRITE_DATA | FILE_WRITE_ATTRIBUTES,
        FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr, OPEN_EXISTING,
        SECURITY_SQOS_PRESENT | SECURITY_IDENTIFICATION, nullptr);
    if (file == INVALID_HANDLE_VALUE)
        fail("CreateFile", message_of(GetLastError()));
    return file;
}

// One handle has both directions. A byte pipe is a stream: a read may return fewer bytes than requested.
class Pipe : public Channel {
public:
    explicit Pipe(const std::string &path) : pipe_(open_file(path)) {}

    std::int32_t receive() override {
        std::int32_t number;
        auto *bytes = reinterpret_cast<char *>(&number);
        for (DWORD done = 0; done < sizeof number;)
            done += read(bytes + done, static_cast<DWORD>(sizeof number) - done);
        return number;
    }

    void send(std::int32_t number) override {
        DWORD written;
        check("WriteFile", WriteFile(pipe_, &number, sizeof number, &written, nullptr));
    }

protected:
    DWORD read(void *bytes, DWORD size) {
        DWORD length;
        check("ReadFile", ReadFile(pipe_, bytes, size, &length, nullptr));
        return length;
    }

    HANDLE pipe_;
};

// In message mode one read returns exactly the bytes of one write.
class MessagePipe : public Pipe {
public:
    explicit MessagePipe(const std::string &path) : Pipe(path) {
        DWORD mode = PIPE_READMODE_MESSAGE;
        check("SetNamedPipeHandleState", SetNamedPipeHandleState(pipe_, &mode, nullptr, nullptr));
    }

    std::int32_t receive() override {
        std::int32_t number;
        if (read(&number, sizeof number) != sizeof number)
            fail("ReadFile", "a message that is not a number");
        return number;
    }
};

class Socket : public Channel {
public:
    explicit Socket(const std::string &port) {
        WSADATA data;
        if (int error = WSAStartup(MAKEWORD(2, 2), &data))
            fail("WSAStartup", message_of(static_cast<DWORD>(error)));
        socket_ = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
        require("socket", socket_ != INVALID_SOCKET);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(static_cast<u_short>(std::atoi(port.c_str())));
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        require("connect", connect(socket_, reinterpret_cast<sockaddr *>(&address), sizeof address) == 0);
        int on = 1;
        auto *option = reinterpret_cast<const char *>(&on);
        require("setsockopt", setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, option, sizeof on) == 0);
    }

    std::int32_t receive() override {
        std::int32_t number;
        auto *bytes = reinterpret_cast<char *>(&number);
        int length = recv(socket_, bytes, sizeof number, MSG_WAITALL);
        require("recv", length >= 0);
        if (length != sizeof number)
            fail("recv", "the other side has closed");
        return number;
    }

    void send(std::int32_t number) override {
        auto *bytes = reinterpret_cast<const char *>(&number);
        require("send", ::send(socket_, bytes, sizeof number, 0) == sizeof number);
    }

private:
    static void require(const char *call, bool succeeded) {
        if (!succeeded)
            fail(call, message_of(static_cast<DWORD>(WSAGetLastError())));
    }

    SOCKET socket_;
};

// Memory carries the numbers, but does not signal that a number has been written; two semaphores do. Shared memory and
// a memory-mapped file differ only in the call that opens them.
class Memory : public Channel {
public:
    Memory(HANDLE mapping, const std::string &to_peer, const std::string &from_peer)
        : numbers_(static_cast<Numbers *>(
              check("MapViewOfFile", MapViewOfFile(mapping, FILE_MAP_WRITE, 0, 0, sizeof(Numbers))))),
          to_peer_(open_semaphore(to_peer)), from_peer_(open_semaphore(from_peer)) {}

    static HANDLE named(const std::string &name) {
        return check("OpenFileMapping", OpenFileMappingW(FILE_MAP_WRITE, FALSE, wide(name).c_str()));
    }

    static HANDLE of_file(const std::string &path) {
        HANDLE file = open_file(path);
        return check("CreateFileMapping", CreateFileMappingW(file, nullptr, PAGE_READWRITE, 0, 0, nullptr));
    }

    std::int32_t receive() override {
        if (WaitForSingleObject(to_peer_, INFINITE) != WAIT_OBJECT_0)
            fail("WaitForSingleObject", message_of(GetLastError()));
        return numbers_->to_peer;
    }

    void send(std::int32_t number) override {
        numbers_->from_peer = number;
        check("ReleaseSemaphore", ReleaseSemaphore(from_peer_, 1, nullptr));
    }

private:
    struct Numbers {
        std::int32_t to_peer;
        std::int32_t from_peer;
    };

    static HANDLE open_semaphore(const std::string &name) {
        DWORD access = SYNCHRONIZE | SEMAPHORE_MODIFY_STATE;
        return check("OpenSemaphore", OpenSemaphoreW(access, FALSE, wide(name).c_str()));
    }

    Numbers *numbers_;
    HANDLE to_peer_;
    HANDLE from_peer_;
};

VOID CALLBACK time_is_up(PTP_CALLBACK_INSTANCE, PVOID, PTP_TIMER) {
    std::fputs("ipc_demo_peer: timer: the other side did not finish in time\n", stderr);
    TerminateProcess(GetCurrentProcess(), EXIT_FAILURE);
}

}

const char *const MECHANISMS = "named-pipe|shared-memory|socket|message-pipe|file";

std::vector<std::string> start_process(int, char **, unsigned limit_seconds) {
    _setmode(_fileno(stdout), _O_BINARY);
    SetConsoleCtrlHandler(nullptr, TRUE);
    PTP_TIMER timer = check("CreateThreadpoolTimer", CreateThreadpoolTimer(time_is_up, nullptr, nullptr));
    // A negative time is relative, in units of 100 ns.
    ULARGE_INTEGER due;
    due.QuadPart = static_cast<ULONGLONG>(-10'000'000LL * limit_seconds);
    FILETIME time{due.LowPart, due.HighPart};
    SetThreadpoolTimer(timer, &time, 0, 0);
    return command_line();
}

std::unique_ptr<Channel> connect_to(const std::vector<std::string> &words) {
    std::string mechanism = words.empty() ? "" : words[0];
    if (mechanism == "named-pipe" && words.size() == 2)
        return std::make_unique<Pipe>(words[1]);
    if (mechanism == "shared-memory" && words.size() == 4)
        return std::make_unique<Memory>(Memory::named(words[1]), words[2], words[3]);
    if (mechanism == "socket" && words.size() == 2)
        return std::make_unique<Socket>(words[1]);
    if (mechanism == "message-pipe" && words.size() == 2)
        return std::make_unique<MessagePipe>(words[1]);
    if (mechanism == "file" && words.size() == 4)
        return std::make_unique<Memory>(Memory::of_file(words[1]), words[2], words[3]);
    return nullptr;
}

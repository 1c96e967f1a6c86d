#include "windows.hpp"

namespace {

constexpr DWORD BUFFER = 65536;
constexpr DWORD PATIENCE_MILLIS = 60'000;

class NamedPipe : public StreamPeer {
public:
    explicit NamedPipe(const std::string &name) : path_(L"\\\\.\\pipe\\" + wide(name)) {
        // create byte|message [INSTANCES]; -1 means no limit, as in .NET
        on("create", [=](const Words &words) { return create(is_message(words), instances(words)); });
        on("accept", [=](const Words &) {
            if (!ConnectNamedPipe(pipe_.get(), nullptr) && GetLastError() != ERROR_PIPE_CONNECTED)
                fail_last("ConnectNamedPipe");
            return "";
        });
        on("connect", [=](const Words &words) { return connect(words); });
        on("receive", [=](const Words &) { return receive(); });
        // Waits until the other end has read everything; closing does not wait.
        on("flush", [=](const Words &) {
            check("FlushFileBuffers", FlushFileBuffers(pipe_.get()));
            return "";
        });
        on("disconnect", [=](const Words &) {
            check("DisconnectNamedPipe", DisconnectNamedPipe(pipe_.get()));
            return "";
        });
        on("close", [=](const Words &) {
            pipe_.close();
            return "";
        });
    }

protected:
    // An empty message is also written.
    void write_all(const Bytes &bytes) override {
        std::size_t done = 0;
        do {
            DWORD count;
            check("WriteFile", WriteFile(pipe_.get(), bytes.data() + done, static_cast<DWORD>(bytes.size() - done), &count, nullptr));
            done += count;
        } while (done < bytes.size());
    }

    Bytes read_up_to(std::size_t wanted) override {
        Bytes bytes(wanted);
        std::size_t length = 0;
        while (length < wanted) {
            DWORD count;
            if (read(bytes.data() + length, wanted - length, count) == Read::END)
                break;
            length += count;
        }
        bytes.resize(length);
        return bytes;
    }

private:
    enum class Read { ALL, MORE, END };

    static bool is_message(const Words &words) {
        if (words.text(1) != "message" && words.text(1) != "byte")
            fail("usage", EINVAL, "neither byte nor message: " + words.text(1));
        return words.text(1) == "message";
    }

    static DWORD instances(const Words &words) {
        long long number = words.count() > 2 ? words.number(2) : 1;
        return number == -1 ? PIPE_UNLIMITED_INSTANCES : static_cast<DWORD>(number);
    }

    std::string create(bool message, DWORD most) {
        DWORD mode = message ? PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE : PIPE_TYPE_BYTE | PIPE_READMODE_BYTE;
        pipe_.close();
        pipe_.adopt(
            "CreateNamedPipe",
            CreateNamedPipeW(path_.c_str(), PIPE_ACCESS_DUPLEX, mode | PIPE_WAIT | PIPE_REJECT_REMOTE_CLIENTS, most, BUFFER,
                BUFFER, 0, nullptr));
        return "";
    }

    // Waits while all instances are in use. Another client may connect between the two calls.
    std::string connect(const Words &words) {
        pipe_.close();
        HANDLE pipe;
        while ((pipe = open()) == INVALID_HANDLE_VALUE && GetLastError() == ERROR_PIPE_BUSY)
            check("WaitNamedPipe", WaitNamedPipeW(path_.c_str(), PATIENCE_MILLIS));
        pipe_.adopt("CreateFile", pipe);
        DWORD mode = words.has(1, "message") ? PIPE_READMODE_MESSAGE : PIPE_READMODE_BYTE;
        check("SetNamedPipeHandleState", SetNamedPipeHandleState(pipe, &mode, nullptr, nullptr));
        return "";
    }

    HANDLE open() const {
        return CreateFileW(path_.c_str(), GENERIC_READ | GENERIC_WRITE, 0, nullptr, OPEN_EXISTING,
            SECURITY_SQOS_PRESENT | SECURITY_IDENTIFICATION, nullptr);
    }

    Read read(unsigned char *buffer, std::size_t length, DWORD &count) const {
        count = 0;
        if (ReadFile(pipe_.get(), buffer, static_cast<DWORD>(length), &count, nullptr))
            return Read::ALL;
        switch (DWORD error = GetLastError()) {
        case ERROR_MORE_DATA:
            return Read::MORE;
        case ERROR_BROKEN_PIPE:
        case ERROR_NO_DATA:
            return Read::END;
        default:
            fail_with("ReadFile", error);
        }
    }

    std::string receive() const {
        Bytes message;
        Read state;
        do {
            std::size_t length = message.size();
            message.resize(length + BUFFER);
            DWORD count;
            state = read(message.data() + length, BUFFER, count);
            message.resize(length + count);
        } while (state == Read::MORE);
        if (state == Read::END)
            return "eof";
        return message.empty() ? "" : hex(message.data(), message.size());
    }

    const std::wstring path_;
    Handle pipe_;
};

}

std::unique_ptr<Peer> named_pipe(const std::string &name) {
    return std::make_unique<NamedPipe>(name);
}

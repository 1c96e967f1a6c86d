// The three named objects that WaitForSingleObject can wait for.
#include "windows.hpp"

namespace {

class Waitable : public Peer {
public:
    Waitable() {
        on("close", [this](const Words &) {
            handle_.close();
            return "";
        });
    }

protected:
    // Returns WAIT_OBJECT_0, WAIT_ABANDONED or WAIT_TIMEOUT. With a negative time it waits without a limit.
    DWORD wait(const Words &words) const {
        long long millis = words.number(1);
        DWORD result = WaitForSingleObject(handle_.get(), millis < 0 ? INFINITE : static_cast<DWORD>(millis));
        if (result == WAIT_FAILED)
            fail_last("WaitForSingleObject");
        return result;
    }

    std::string done(const char *call, BOOL result) const {
        check(call, result);
        return "";
    }

    Handle handle_;
};

class NamedSemaphore : public Waitable {
public:
    explicit NamedSemaphore(const std::string &text) {
        std::wstring name = wide(text);
        on("create", [=](const Words &words) {
            handle_.adopt_new(
                "CreateSemaphore", CreateSemaphoreW(nullptr, words.integer(1), words.integer(2), name.c_str()));
            return "";
        });
        on("open", [=](const Words &) {
            handle_.adopt("OpenSemaphore", OpenSemaphoreW(SEMAPHORE_MODIFY_STATE | SYNCHRONIZE, FALSE, name.c_str()));
            return "";
        });
        on("acquire", [=](const Words &words) { return wait(words) == WAIT_OBJECT_0 ? "1" : "0"; });
        on("release", [=](const Words &) {
            return done("ReleaseSemaphore", ReleaseSemaphore(handle_.get(), 1, nullptr));
        });
    }
};

class NamedMutex : public Waitable {
public:
    explicit NamedMutex(const std::string &text) {
        std::wstring name = wide(text);
        on("create", [=](const Words &) {
            handle_.adopt_new("CreateMutex", CreateMutexW(nullptr, FALSE, name.c_str()));
            return "";
        });
        on("open", [=](const Words &) {
            handle_.adopt("OpenMutex", OpenMutexW(MUTEX_MODIFY_STATE | SYNCHRONIZE, FALSE, name.c_str()));
            return "";
        });
        on("acquire", [=](const Words &words) {
            DWORD result = wait(words);
            return result == WAIT_OBJECT_0 ? "acquired" : result == WAIT_ABANDONED ? "abandoned" : "timeout";
        });
        on("release", [=](const Words &) { return done("ReleaseMutex", ReleaseMutex(handle_.get())); });
    }
};

class NamedEvent : public Waitable {
public:
    explicit NamedEvent(const std::string &text) {
        std::wstring name = wide(text);
        on("create", [=](const Words &words) {
            BOOL manual = words.text(1) == "manual";
            handle_.adopt_new("CreateEvent", CreateEventW(nullptr, manual, FALSE, name.c_str()));
            return "";
        });
        on("open", [=](const Words &) {
            handle_.adopt("OpenEvent", OpenEventW(EVENT_MODIFY_STATE | SYNCHRONIZE, FALSE, name.c_str()));
            return "";
        });
        on("set", [=](const Words &) { return done("SetEvent", SetEvent(handle_.get())); });
        on("reset", [=](const Words &) { return done("ResetEvent", ResetEvent(handle_.get())); });
        on("wait", [=](const Words &words) { return wait(words) == WAIT_OBJECT_0 ? "1" : "0"; });
    }
};

}

std::unique_ptr<Peer> named_semaphore(const std::string &name) {
    return std::make_unique<NamedSemaphore>(name);
}

std::unique_ptr<Peer> named_mutex(const std::string &name) {
    return std::make_unique<NamedMutex>(name);
}

std::unique_ptr<Peer> named_event(const std::string &name) {
    return std::make_unique<NamedEvent>(name);
}

// The exceptions of the ring channel. "Not now" is a return value (false, nullptr, 0), because it is on the fast path
// and is not an error. Errors are exceptions with the same names as in Java: a constructor cannot report an error in
// another way, and the loss of a channel cannot be overlooked. Misuse throws std::invalid_argument or
// std::logic_error.
#pragma once

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string>

namespace native_ipc {

class Error : public std::runtime_error {
public:
    Error(const std::string &call, const std::string &object, int code, const std::string &why = {})
        : std::runtime_error(call + "(\"" + object + "\"): " + (why.empty() ? std::strerror(code) : why)), code_(code) {}

    // The errno value.
    int code() const { return code_; }

private:
    int code_;
};

class AlreadyExists : public Error {
    using Error::Error;
};
class NotFound : public Error {
    using Error::Error;
};
class AccessDenied : public Error {
    using Error::Error;
};
class NoSpace : public Error {
    using Error::Error;
};
// Another process holds the consumer's slot, every lane, or the creator's lock.
class Busy : public Error {
public:
    Busy(const std::string &object, const std::string &why, const char *what = "ring") : Error(what, object, EBUSY, why) {}
};
// The consumer died, or the channel was retired.
class PeerClosed : public Error {
    using Error::Error;
};
// The memory contains a value that no correct peer writes, or it belongs to another channel now.
class Corrupt : public Error {
public:
    Corrupt(const std::string &object, const std::string &why, const char *what = "ring") : Error(what, object, EBADMSG, why) {}
};

namespace detail {

[[noreturn]] inline void fail(const char *call, const std::string &object, int code) {
    switch (code) {
    case EEXIST: throw AlreadyExists(call, object, code);
    case ENOENT: throw NotFound(call, object, code);
    case EACCES:
    case EPERM:
    case ELOOP: throw AccessDenied(call, object, code);
    case ENOSPC:
    case ENOMEM: throw NoSpace(call, object, code);
    default: throw Error(call, object, code);
    }
}

}
}

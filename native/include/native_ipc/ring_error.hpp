// What the ring channel throws. "Not now" is a value (false, nullptr, 0): it is on the fast path and no error. What is wrong is
// an exception, with the names that Java has: constructors have no other way, and a lost channel cannot be overlooked. Misuse
// is std::invalid_argument or std::logic_error.
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

    // An errno.
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
// Another process has what can be had once: the consumer's place, every lane, the creator's lock.
class Busy : public Error {
public:
    Busy(const std::string &object, const std::string &why) : Error("ring", object, EBUSY, why) {}
};
// The consumer died, or the channel was retired.
class PeerClosed : public Error {
    using Error::Error;
};
// The memory says what no correct peer writes, or belongs to another channel now.
class Corrupt : public Error {
public:
    Corrupt(const std::string &object, const std::string &why) : Error("ring", object, EBADMSG, why) {}
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

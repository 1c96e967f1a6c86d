// The lock file of a channel in memory without a descriptor. Its path follows from the memory alone, so every process
// finds the same file, in C++ and in Java. The header contains the path too, but only for comparison. A path from
// shared memory is never opened or removed, because any process with write access to the memory could have written it.
#pragma once

#include "ring_geometry.hpp"

#include <cinttypes>

namespace native_ipc::detail {

struct MappedPlace {
    std::string object;
    bool writable;
};

// The object that is mapped at an address, according to /proc/self/maps: device and inode of a file, or IPC namespace
// and id of a System V segment, followed by the offset of the address in the object.
inline MappedPlace mapped_place(const void *memory) {
    std::unique_ptr<std::FILE, int (*)(std::FILE *)> maps(std::fopen("/proc/self/maps", "re"), std::fclose);
    if (maps == nullptr)
        fail("open", "/proc/self/maps", errno);
    auto address = reinterpret_cast<std::uintptr_t>(memory);
    char line[8192];
    while (std::fgets(line, sizeof line, maps.get()) != nullptr) {
        std::uint64_t start, end, offset, inode;
        char access[8], device[32], path[16] = "";
        if (std::sscanf(line, "%" SCNx64 "-%" SCNx64 " %7s %" SCNx64 " %31s %" SCNu64 " %15s", &start, &end, access, &offset, device, &inode, path) < 6
            || address < start || address >= end)
            continue;
        bool segment = std::strncmp(path, "/SYSV", 5) == 0; // its id may be 0
        if (inode == 0 && !segment)
            throw std::invalid_argument("the memory is private to this process");
        std::string where = device;
        for (char &c : where)
            if (c == ':')
                c = '-';
        if (segment) {
            char link[64] = ""; // ipc:[4026531839]
            ssize_t length = ::readlink("/proc/self/ns/ipc", link, sizeof link - 1);
            if (length < 7)
                fail("readlink", "/proc/self/ns/ipc", errno);
            where = "sysv-" + std::string(link + 5, static_cast<std::size_t>(length) - 6);
        }
        char place[48];
        std::snprintf(place, sizeof place, "-%" PRIu64 "-%" PRIx64, inode, offset + (address - start));
        return {where + place, access[1] == 'w'};
    }
    throw std::invalid_argument("there is no memory at this address");
}
inline std::string mapped_object(const void *memory) {
    return mapped_place(memory).object;
}
inline bool is_writable(const void *memory) {
    return mapped_place(memory).writable;
}

// Contents begin at a multiple of 64 bytes, because their words are on lines of their own.
inline void require_line(const void *memory) {
    if (reinterpret_cast<std::uintptr_t>(memory) % 64 != 0)
        throw std::invalid_argument("the memory does not begin at a multiple of 64 bytes");
}

// Locks on the object itself belong to one channel, which is therefore at the object's beginning.
inline void require_beginning(const void *memory) {
    std::string object = mapped_object(memory);
    if (object.compare(object.rfind('-'), std::string::npos, "-0") != 0)
        throw std::invalid_argument("the memory does not begin where its object does: leave out the descriptor, and the locks are on a file for this position");
}

// $XDG_RUNTIME_DIR/native-ipc, otherwise /tmp/native-ipc-UID, as in Java.
inline std::string runtime_folder() {
    const char *variable = std::getenv("XDG_RUNTIME_DIR");
    struct stat found;
    if (variable == nullptr || variable[0] != '/' || ::stat(variable, &found) != 0 || !S_ISDIR(found.st_mode))
        return "/tmp/native-ipc-" + std::to_string(::geteuid());
    std::string folder; // one spelling of each path, because the paths of lock files are compared
    for (const char *next = variable; *next != '\0';) {
        std::string name(next, std::strcspn(next, "/"));
        if (!name.empty() && name != ".")
            folder += "/" + name;
        next += name.size() + (next[name.size()] == '/' ? 1 : 0);
    }
    return folder + "/native-ipc";
}

inline std::string owner_and_mode(const struct stat &found) {
    char mode[16];
    std::snprintf(mode, sizeof mode, "%o", static_cast<unsigned>(found.st_mode & 07777));
    return "belongs to uid " + std::to_string(found.st_uid) + " and has the mode " + mode + ", and this process has uid "
           + std::to_string(::geteuid());
}

// The exception for a runtime folder that this user cannot use. Its parent explains why it cannot be created.
[[noreturn]] inline void refuse_folder(const char *call, const std::string &folder, int code, const std::string &reason) {
    bool named = folder.compare(folder.rfind('/'), std::string::npos, "/native-ipc") == 0;
    throw AccessDenied(call, folder, code,
                       "it must be accessible only to this user, and " + reason + "; "
                           + (named ? "unset XDG_RUNTIME_DIR, or set it" : "remove it, or set XDG_RUNTIME_DIR")
                           + " to a folder of this user");
}

// Checks that only this user has access to the folder, so that no other user can replace its files.
inline void check_folder(const std::string &folder) {
    struct stat found;
    if (::lstat(folder.c_str(), &found) == -1)
        fail("lstat", folder, errno);
    if (!S_ISDIR(found.st_mode))
        refuse_folder("lstat", folder, EACCES, S_ISLNK(found.st_mode) ? "is a symbolic link" : "is not a folder");
    if (found.st_uid != ::geteuid() || (found.st_mode & 07777) != 0700)
        refuse_folder("lstat", folder, EACCES, owner_and_mode(found));
}

inline std::string lock_file_path(const void *memory) {
    std::string path = runtime_folder() + "/ring-" + mapped_object(memory) + ".lock";
    if (path.size() >= NATIVE_IPC_RING_LOCK_PATH_SIZE)
        throw Error("open", path, ENAMETOOLONG,
                    "the header has room for " + std::to_string(NATIVE_IPC_RING_LOCK_PATH_SIZE - 1)
                        + " bytes of this path: set XDG_RUNTIME_DIR to a shorter one");
    return path;
}

inline void check_lock_file(const struct stat &found, const std::string &path) {
    std::string wrong = !S_ISREG(found.st_mode) ? "is not a regular file"
                        : found.st_uid != ::geteuid() || (found.st_mode & 07777) != 0600 ? owner_and_mode(found)
                        : found.st_nlink > 1 ? "has " + std::to_string(found.st_nlink) + " names"
                                             : "";
    if (!wrong.empty())
        throw AccessDenied("open", path, EACCES, "the lock file " + wrong);
}

// Opens the file that the header names, if it is the lock file of this memory.
inline Descriptor open_lock_file(const RingHeader &header, const void *memory, std::string &path) {
    path = lock_file_path(memory);
    std::string named(header.lock_path, header.lock_path_length);
    if (named != path) {
        for (char &c : named)
            if (static_cast<unsigned char>(c) < ' ' || c == 127)
                c = '?';
        throw Corrupt(path, "the header names the lock file " + named + ": it is forged, or its creator has another XDG_RUNTIME_DIR");
    }
    Descriptor file;
    try {
        check_folder(runtime_folder());
        file = Descriptor::open([&] { return ::open(path.c_str(), O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC); });
        if (file.get() == -1)
            fail("open", path, errno);
    } catch (const NotFound &) {
        throw Corrupt(path, "the lock file was deleted: processes that have the channel open can keep using it, others cannot open it");
    }
    struct stat found = file.stat(path);
    check_lock_file(found, path);
    if (found.st_dev != header.lock_device || found.st_ino != header.lock_inode)
        throw Corrupt(path, "the lock file is not the file that the channel was created with");
    return file;
}

// Opens this lock file, or creates it if it does not exist. Returns an empty descriptor while another process is
// creating or removing the file.
inline Descriptor open_or_make_lock_file(const std::string &path) {
    std::string folder = path.substr(0, path.rfind('/'));
    if (::mkdir(folder.c_str(), 0700) == 0)
        ::chmod(folder.c_str(), 0700); // the mode must not depend on the umask
    else if (errno == EACCES) {
        std::string parent = folder.substr(0, folder.rfind('/'));
        struct stat found;
        if (::stat(parent.c_str(), &found) == -1)
            fail("mkdir", folder, EACCES);
        refuse_folder("mkdir", folder, EACCES, "cannot be created; " + parent + " " + owner_and_mode(found));
    } else if (errno != EEXIST)
        fail("mkdir", folder, errno);
    check_folder(folder);
    Descriptor file = Descriptor::open([&] { return ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600); });
    if (file.get() != -1) {
        if (::fchmod(file.get(), 0600) == -1)
            fail("fchmod", path, errno);
        return file;
    }
    if (errno != EEXIST)
        fail("open", path, errno);
    file = Descriptor::open([&] { return ::open(path.c_str(), O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC); });
    if (file.get() == -1 && errno != ENOENT && errno != EACCES)
        fail("open", path, errno);
    return file;
}

// Removes a path if it still leads to this file. The caller holds the CREATOR lock; this library removes the file only
// under that lock.
inline void erase_if_same(const Descriptor &file, const std::string &path) {
    struct stat ours = file.stat(path), found;
    if (::lstat(path.c_str(), &found) == 0 && found.st_dev == ours.st_dev && found.st_ino == ours.st_ino)
        ::unlink(path.c_str());
}

}

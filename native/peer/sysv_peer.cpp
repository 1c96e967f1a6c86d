#include "unix.hpp"

#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

#include <algorithm>

namespace {

key_t key_of(const std::string &word) {
    return static_cast<key_t>(parse_number(word));
}

int exclusively(unsigned mode) {
    return IPC_CREAT | IPC_EXCL | static_cast<int>(mode);
}

class SysVSharedMemory : public MemoryPeer {
public:
    explicit SysVSharedMemory(key_t key) {
        on("create", [=](const Words &words) {
            id_ = check("shmget", shmget(key, words.size(1), exclusively(words.mode(2))));
            return std::to_string(id_);
        });
        on("open", [=](const Words &) {
            id_ = check("shmget", shmget(key, 0, 0));
            return std::to_string(id_);
        });
        on("id", [=](const Words &) { return std::to_string(id_); });
        on("attach", [=](const Words &words) { return attach(nullptr, words.has(1, "ro")); });
        on("attach-at", [=](const Words &words) { // NOLINTNEXTLINE(performance-no-int-to-ptr)
            return attach(reinterpret_cast<void *>(static_cast<std::uintptr_t>(words.number(1))), false);
        });
        on("point", [=](const Words &words) { // stores a raw pointer
            *static_cast<void **>(at("point", words.size(1), sizeof(void *), true)) = at("point", words.size(2), 1, true);
            return "";
        });
        on("follow", [=](const Words &words) { // returns the int at a raw pointer
            return std::to_string(**static_cast<int **>(at("follow", words.size(1), sizeof(int *), false)));
        });
        on("detach", [=](const Words &) {
            check("shmdt", shmdt(memory_));
            memory_ = nullptr;
            return "";
        });
        on("stat", [=](const Words &) {
            shmid_ds ds = stat();
            return std::to_string(ds.shm_nattch) + " " + std::to_string(ds.shm_cpid) + " " + std::to_string(ds.shm_lpid)
                   + " " + std::to_string(ds.shm_segsz) + " " + octal(ds.shm_perm.mode & 0777U);
        });
        on("remove", [=](const Words &) {
            check("shmctl", shmctl(id_, IPC_RMID, nullptr));
            return "";
        });
    }

    ~SysVSharedMemory() override {
        if (memory_ != nullptr)
            shmdt(memory_);
    }

private:
    shmid_ds stat() const {
        shmid_ds ds;
        check("shmctl", shmctl(id_, IPC_STAT, &ds));
        return ds;
    }

    std::string attach(void *wanted, bool read_only) {
        if (memory_ != nullptr)
            fail("shmat", EBUSY, "attached already");
        void *address = shmat(id_, wanted, read_only ? SHM_RDONLY : 0);
        if (address == reinterpret_cast<void *>(-1))
            fail_errno("shmat");
        memory_ = static_cast<char *>(address);
        writable_ = !read_only;
        size_ = stat().shm_segsz;
        return "";
    }

    int id_ = -1;
};

union semun {
    int val;
    semid_ds *buf;
    unsigned short *array;
};

class SysVSemaphoreSet : public Peer {
public:
    explicit SysVSemaphoreSet(key_t key) {
        on("create", [=](const Words &words) {
            id_ = check("semget", semget(key, words.integer(1), exclusively(words.mode(2))));
            return std::to_string(id_);
        });
        on("open", [=](const Words &) {
            id_ = check("semget", semget(key, 0, 0));
            return std::to_string(id_);
        });
        on("id", [=](const Words &) { return std::to_string(id_); });
        on("set", [=](const Words &words) {
            semun value{};
            value.val = words.integer(2);
            check("semctl", semctl(id_, words.integer(1), SETVAL, value));
            return "";
        });
        on("get", [=](const Words &words) { return ask(words, GETVAL); });
        on("pid", [=](const Words &words) { return ask(words, GETPID); });
        on("ncnt", [=](const Words &words) { return ask(words, GETNCNT); });
        on("zcnt", [=](const Words &words) { return ask(words, GETZCNT); });
        on("op", [=](const Words &words) { return operate(words.text(1)); });
        on("remove", [=](const Words &) {
            check("semctl", semctl(id_, 0, IPC_RMID));
            return "";
        });
    }

private:
    std::string ask(const Words &words, int command) const {
        return std::to_string(check("semctl", semctl(id_, words.integer(1), command)));
    }

    static std::vector<std::string> split(const std::string &text, char separator) {
        std::vector<std::string> parts(1);
        for (char c : text)
            if (c == separator)
                parts.emplace_back();
            else
                parts.back() += c;
        return parts;
    }

    // INDEX:DELTA[:undo][:nowait]
    static sembuf operation(const std::string &text) {
        std::vector<std::string> parts = split(text, ':');
        if (parts.size() < 2)
            fail("usage", EINVAL, "not INDEX:DELTA: " + text);
        sembuf operation{};
        operation.sem_num = static_cast<unsigned short>(parse_number(parts[0]));
        operation.sem_op = static_cast<short>(parse_number(parts[1]));
        for (std::size_t i = 2; i < parts.size(); i++)
            if (parts[i] == "undo")
                operation.sem_flg |= SEM_UNDO;
            else if (parts[i] == "nowait")
                operation.sem_flg |= IPC_NOWAIT;
            else
                fail("usage", EINVAL, "neither undo nor nowait: " + parts[i]);
        return operation;
    }

    std::string operate(const std::string &text) const {
        std::vector<sembuf> operations;
        for (const std::string &part : split(text, ','))
            operations.push_back(operation(part));
        int result;
        do
            result = semop(id_, operations.data(), operations.size());
        while (result == -1 && errno == EINTR);
        if (result == -1 && errno != EAGAIN)
            fail_errno("semop");
        return result == 0 ? "1" : "0";
    }

    int id_ = -1;
};

class SysVMessageQueue : public Peer {
public:
    explicit SysVMessageQueue(key_t key) {
        on("create", [=](const Words &words) {
            id_ = check("msgget", msgget(key, exclusively(words.mode(1))));
            return std::to_string(id_);
        });
        on("open", [=](const Words &) {
            id_ = check("msgget", msgget(key, 0));
            return std::to_string(id_);
        });
        on("id", [=](const Words &) { return std::to_string(id_); });
        on("send", [=](const Words &words) {
            Bytes bytes = words.bytes(2);
            Message message{static_cast<long>(words.number(1)), {}};
            if (bytes.size() > sizeof message.mtext)
                fail("msgsnd", EINVAL);
            std::copy(bytes.begin(), bytes.end(), message.mtext);
            restarting("msgsnd", [&] { return msgsnd(id_, &message, bytes.size(), 0); });
            return "";
        });
        on("receive", [=](const Words &words) { return receive(words, words.has(2, "except") ? MSG_EXCEPT : 0); });
        on("tryreceive", [=](const Words &words) { return receive(words, IPC_NOWAIT); });
        on("stat", [=](const Words &) {
            msqid_ds ds;
            check("msgctl", msgctl(id_, IPC_STAT, &ds));
            return std::to_string(ds.msg_qnum) + " " + std::to_string(ds.msg_qbytes) + " " + std::to_string(ds.msg_lspid)
                   + " " + std::to_string(ds.msg_lrpid);
        });
        on("remove", [=](const Words &) {
            check("msgctl", msgctl(id_, IPC_RMID, nullptr));
            return "";
        });
    }

private:
    struct Message {
        long mtype;
        char mtext[65536];
    };

    std::string receive(const Words &words, int flags) const {
        Message message;
        long type = static_cast<long>(words.number(1));
        ssize_t length;
        do
            length = msgrcv(id_, &message, sizeof message.mtext, type, flags);
        while (length == -1 && errno == EINTR);
        if (length == -1 && errno == ENOMSG)
            return "none";
        check("msgrcv", length);
        return std::to_string(message.mtype) + " " + hex(message.mtext, static_cast<std::size_t>(length));
    }

    int id_ = -1;
};

}

std::unique_ptr<Peer> sysv_shared_memory(const std::string &key) {
    return std::make_unique<SysVSharedMemory>(key_of(key));
}

std::unique_ptr<Peer> sysv_semaphore_set(const std::string &key) {
    return std::make_unique<SysVSemaphoreSet>(key_of(key));
}

std::unique_ptr<Peer> sysv_message_queue(const std::string &key) {
    return std::make_unique<SysVMessageQueue>(key_of(key));
}

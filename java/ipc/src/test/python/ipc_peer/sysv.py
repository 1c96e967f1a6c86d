"""System V shared memory, semaphores and message queues, by sysv_ipc."""

import errno

from protocol import Failure, MemoryPeer, NotNow, Peer, check, hexadecimal, key_of, misused, not_supported, number


class SysVPeer(Peer):
    """What the three System V mechanisms have in common: a key, and a module of one face for all of them."""

    def __init__(self, key):
        import sysv_ipc
        self.ipc = sysv_ipc
        self.key = key_of(key)

    def get(self, *arguments):
        self.opened = check(self.get_call, getattr(self.ipc, self.type), self.key, *arguments)
        return self.opened.id

    def do_open(self, words):
        return self.get(0, 0)

    def do_id(self, words):
        return self.object.id

    def do_remove(self, words):
        check(self.control_call, self.object.remove)


class SysVSharedMemory(SysVPeer, MemoryPeer):
    what, type, get_call, control_call = "segment", "SharedMemory", "shmget", "shmctl"

    def get(self, *arguments):
        """sysv_ipc attaches at once, for reading only where the mode does not let the owner write."""
        identity = super().get(*arguments)
        check("shmdt", self.object.detach)
        return identity

    def do_create(self, words):
        size = words.number(1)
        if size == 0:
            raise not_supported("sysv_ipc takes size 0 for a page")
        return self.get(self.ipc.IPC_CREX, words.mode(2), size, b"\0")

    def do_attach(self, words):
        if self.memory is not None:
            raise Failure("shmat", errno.EBUSY, "attached already")
        writable = not words.has(1, "ro")
        check("shmat", self.object.attach, None, 0 if writable else self.ipc.SHM_RDONLY)
        self.memory = memoryview(self.object)
        self.writable = writable

    def do_detach(self, words):
        self.memory = None
        check("shmdt", self.object.detach)

    def do_stat(self, words):
        numbers = self.attributes("shmctl", "number_attached", "creator_pid", "last_pid", "size")
        return f"{numbers} {self.object.mode & 0o777:04o}"

    def release(self):
        if self.memory is not None:
            self.do_detach(None)


class SysVSemaphore(SysVPeer):
    """sysv_ipc knows only the first semaphore of a set, and one operation at a time."""

    what, type, get_call, control_call = "semaphore", "Semaphore", "semget", "semctl"

    def do_create(self, words):
        if words.number(1) != 1:
            raise not_supported("sysv_ipc makes sets of one semaphore")
        return self.get(self.ipc.IPC_CREX, words.mode(2))

    @staticmethod
    def require_first(index):
        if index != 0:
            raise not_supported("sysv_ipc knows only semaphore 0 of a set")

    def do_set(self, words):
        self.require_first(words.number(1))
        check("semctl", setattr, self.object, "value", words.number(2))

    def ask(self, words, name):
        self.require_first(words.number(1))
        return self.attributes("semctl", name)

    def do_get(self, words):
        return self.ask(words, "value")

    def do_pid(self, words):
        return self.ask(words, "last_pid")

    def do_ncnt(self, words):
        return self.ask(words, "waiting_for_nonzero")

    def do_zcnt(self, words):
        return self.ask(words, "waiting_for_zero")

    def do_op(self, words):
        """INDEX:DELTA[:undo][:nowait]"""
        text = words.text(1)
        if "," in text:
            raise not_supported("sysv_ipc does one operation at a time")
        index, *rest = text.split(":")
        if not rest:
            raise misused(f"not INDEX:DELTA: {text}")
        delta, *flags = rest
        for flag in flags:
            if flag not in ("undo", "nowait"):
                raise misused(f"neither undo nor nowait: {flag}")
        self.require_first(number(index))
        self.object.undo = "undo" in flags
        self.object.block = "nowait" not in flags
        return self.operate(number(delta))

    def operate(self, delta):
        try:
            if delta > 0:
                check("semop", self.object.release, delta)
            elif delta < 0:
                check("semop", self.object.acquire, None, -delta)
            else:
                check("semop", self.object.Z)
            return 1
        except NotNow:
            return 0


class SysVMessageQueue(SysVPeer):
    what, type, get_call, control_call = "queue", "MessageQueue", "msgget", "msgctl"
    MAX_MESSAGE = 65536

    def get(self, flags, mode):
        return super().get(flags, mode, self.MAX_MESSAGE)

    def do_create(self, words):
        return self.get(self.ipc.IPC_CREX, words.mode(1))

    def do_send(self, words):
        check("msgsnd", self.object.send, words.data(2), type=words.number(1))

    def receive(self, words, block):
        data, kind = check("msgrcv", self.object.receive, block=block, type=words.number(1))
        return f"{kind} {hexadecimal(data)}"

    def do_receive(self, words):
        if words.has(2, "except"):
            raise not_supported("sysv_ipc has no MSG_EXCEPT")
        return self.receive(words, block=True)

    def do_tryreceive(self, words):
        try:
            return self.receive(words, block=False)
        except NotNow:
            return "none"

    def do_stat(self, words):
        return self.attributes("msgctl", "current_messages", "max_size", "last_send_pid", "last_receive_pid")

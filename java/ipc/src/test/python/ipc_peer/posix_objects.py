"""POSIX semaphores and message queues, by posix_ipc."""

from protocol import NotNow, Peer, check, hexadecimal


class PosixPeer(Peer):
    """What a POSIX semaphore and a POSIX message queue have in common."""

    def __init__(self, name):
        import posix_ipc
        self.ipc = posix_ipc
        self.name = name

    def open(self, *arguments, **options):
        return check(self.prefix + "_open", getattr(self.ipc, self.type), *arguments, **options)

    def create(self, mode, *arguments):
        self.opened = self.open(self.name, self.ipc.O_CREX, mode, *arguments)

    def do_open(self, words):
        self.opened = self.open(self.name)

    def do_close(self, words):
        check(self.prefix + "_close", self.object.close)
        self.opened = None

    def do_unlink(self, words):
        check(self.prefix + "_unlink", getattr(self.ipc, self.unlink), self.name)

    def release(self):
        if self.opened is not None:
            self.do_close(None)


class PosixSemaphore(PosixPeer):
    what, prefix, type, unlink = "semaphore", "sem", "Semaphore", "unlink_semaphore"

    def do_create(self, words):
        self.create(words.mode(2), words.number(1))

    def do_wait(self, words):
        check("sem_wait", self.object.acquire)

    def acquired(self, call, seconds):
        try:
            check(call, self.object.acquire, seconds)
            return 1
        except NotNow:
            return 0

    def do_trywait(self, words):
        return self.acquired("sem_trywait", 0)

    def do_timedwait(self, words):
        return self.acquired("sem_timedwait", max(words.number(1), 0) / 1000)

    def do_post(self, words):
        check("sem_post", self.object.release)

    def do_value(self, words):
        return self.attributes("sem_getvalue", "value")


class PosixMessageQueue(PosixPeer):
    what, prefix, type, unlink = "queue", "mq", "MessageQueue", "unlink_message_queue"

    def do_create(self, words):
        self.create(words.mode(3), words.number(1), words.number(2))

    def do_send(self, words):
        check("mq_send", self.object.send, words.data(2), priority=words.number(1))

    def receive(self, call, *timeout):
        data, priority = check(call, self.object.receive, *timeout)
        return f"{priority} {hexadecimal(data)}"

    def do_receive(self, words):
        return self.receive("mq_receive")

    def do_tryreceive(self, words):
        try:
            return self.receive("mq_timedreceive", 0)
        except NotNow:
            return "none"

    def do_attr(self, words):
        return self.attributes("mq_getattr", "max_messages", "max_message_size", "current_messages")

    def do_echo(self, words):
        back = self.open(self.name + "-back", read=False)
        try:
            for _ in range(words.number(1)):
                data, priority = check("mq_receive", self.object.receive)
                check("mq_send", back.send, data, priority=priority)
        finally:
            back.close()

"""Pairs of ipc_peer processes exchange data through every mechanism: peers_test.py IPC_PEER"""

import mmap
import os
import socket
import subprocess
import sys
import tempfile
import unittest
import zlib

PROGRAM = sys.argv.pop(1)
KEY = str(0x40000000 + os.getpid())
NAME = f"/native-ipc-peers-test-{os.getpid()}"


class Peer:
    def __init__(self, *kind):
        self.process = subprocess.Popen([PROGRAM, *kind], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.read() == f"ready {self.process.pid}"

    def write(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def read(self):
        return self.process.stdout.readline().rstrip("\n")

    def __call__(self, line):
        self.write(line)
        return self.read()


class PeersTest(unittest.TestCase):
    def pair(self, *kind):
        peers = [Peer(*kind), Peer(*kind)]
        for peer in peers:
            self.addCleanup(self.quit, peer)
        return peers

    def quit(self, peer):
        self.assertEqual(peer("quit"), "ok")
        self.assertEqual(peer.process.wait(10), 0)
        peer.process.stdin.close()
        peer.process.stdout.close()

    def path(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        return folder.name + "/object"

    def removed_at_last(self, peer, command):
        self.addCleanup(lambda: self.assertEqual(peer(command), "ok"))

    def test_sysv_shared_memory(self):
        a, b = self.pair("sysv-shm", KEY)
        identity = a("create 4096 640")
        self.removed_at_last(a, "remove")
        self.assertEqual(a("create 4096 640").split()[:3], ["error", "shmget", "EEXIST"])
        self.assertEqual(b("open"), identity)
        self.assertEqual(a("attach"), "ok")
        self.assertEqual(b("attach ro"), "ok")
        self.assertEqual(a("strcpy hello from C++"), "ok")
        self.assertEqual(b("string"), "ok hello from C++")
        self.assertEqual(a("write 100 00ff10"), "ok")
        self.assertEqual(b("read 99 5"), "ok 0000ff1000")
        self.assertEqual(b("write 0 00").split()[2], "EACCES")
        self.assertEqual(b("read 4090 7").split()[2], "ERANGE")
        self.assertEqual(a("stat"), f"ok 2 {a.process.pid} {b.process.pid} 4096 0640")
        self.assertEqual(b("detach"), "ok")

    def test_memory_with_a_descriptor(self):
        path = self.path()
        for kind, name, mode in ("posix-shm", NAME, " 600"), ("file", path, ""):
            with self.subTest(kind):
                a, b = self.pair(kind, name)
                self.assertEqual(a("create 8192" + mode), "ok")
                self.assertEqual(b("open"), "ok 8192")
                self.assertEqual(a("write 8190 abcd"), "ok")
                self.assertEqual(a("flush"), "ok")
                self.assertEqual(b("read 8190 2"), "ok abcd")
                self.assertEqual(b("read 0 0"), "ok -")
                self.assertEqual(a("truncate 100"), "ok")
                self.assertEqual(b("close"), "ok")
                self.assertEqual(b("open ro"), "ok 100")
                self.assertEqual(a("unlink"), "ok")
                self.assertEqual(b("open").split()[2], "ENOENT")

    def test_posix_semaphore(self):
        a, b = self.pair("posix-sem", NAME)
        self.assertEqual(a("create 1 600"), "ok")
        self.removed_at_last(a, "unlink")
        self.assertEqual(b("open"), "ok")
        self.assertEqual(a("wait"), "ok")
        self.assertEqual(b("trywait"), "ok 0")
        self.assertEqual(b("timedwait 10"), "ok 0")
        b.write("wait")
        self.assertEqual(a("post"), "ok")
        self.assertEqual(b.read(), "ok")
        self.assertEqual(b("value"), "ok 0")
        self.assertEqual(b("close"), "ok")
        self.assertEqual(b("post"), "error usage EINVAL the semaphore is not open")

    def test_seqlock(self):
        path = "/dev/shm" + NAME
        with open(path, "xb") as file:
            file.write(bytes(4096))
        self.addCleanup(os.unlink, path)
        a, b = self.pair("seqlock", NAME)
        for width in 4, 8:
            self.assertEqual(a(f"open {width} 64"), "ok")
            self.assertEqual(b(f"open {width} 64"), "ok")
            a.write("write 300000")
            self.assertEqual(b("read 300000"), "ok 0")
            self.assertEqual(a.read(), "ok")
        self.assertEqual(a("begin"), "ok")
        b.write("read 1")
        self.assertEqual(a("end"), "ok")
        self.assertEqual(b.read(), "ok 0")

    def test_latest_value(self):
        segment = Peer("sysv-shm", KEY)
        self.addCleanup(self.quit, segment)
        self.assertEqual(segment("create 8192 600").split()[0], "ok")
        self.removed_at_last(segment, "remove")
        a, b = self.pair("latest", KEY)
        self.assertEqual(b("open").split()[:3], ["error", "latest", "ENOENT"])
        self.assertEqual(a("create 2000").split()[:3], ["error", "latest", "EINVAL"])
        self.assertEqual(a("create 256"), "ok")
        self.removed_at_last(a, "unlink")
        self.assertEqual(b("create 256").split()[:3], ["error", "latest", "EEXIST"])
        self.assertEqual(b("open"), "ok 256")
        self.assertEqual(b("state"), "ok absent")
        self.assertEqual(a("writer"), "ok first")
        self.assertEqual(b("state"), "ok alive")
        self.assertEqual(b("writer").split()[:3], ["error", "latest", "EBUSY"])
        a.write("set 300000")
        self.assertEqual(b("read 300000"), "ok 0")
        self.assertEqual(a.read(), "ok 300000")
        self.assertEqual(b("version"), "ok 300000")
        victim = Peer("latest", KEY)
        self.assertEqual(victim("open"), "ok 256")
        self.assertEqual(a("leave"), "ok")
        self.assertEqual(victim("writer"), "ok first")
        victim.write("set")
        self.assertEqual(b("read 100000"), "ok 0")
        victim.process.kill()
        victim.process.communicate()
        self.assertEqual(b("state"), "ok dead")
        self.assertEqual(b("read 1"), "ok 0")
        self.assertEqual(b("writer"), "ok took over")
        self.assertEqual(a("state"), "ok alive")

    def test_objects_in_memory(self):
        a, b = self.pair("objects", KEY)
        self.assertEqual(a("create 0"), "ok")
        self.removed_at_last(a, "remove")
        self.assertEqual(b("join"), "ok")
        b.write("consume 1000")
        self.assertEqual(a("produce 1000"), "ok")
        self.assertEqual(b.read(), "ok")
        b.write("read 1000")
        self.assertEqual(a("write 1000"), "ok")
        self.assertEqual(b.read(), "ok 0")
        self.assertEqual(a("rdlock"), "ok")
        self.assertEqual(b("trywrlock").split()[2], "EBUSY")
        self.assertEqual(a("rwunlock"), "ok")

    def test_robust_mutex(self):
        name = NAME[1:]
        a, b = self.pair("mutex", name)
        self.assertEqual(a("create"), "ok")
        self.removed_at_last(a, "unlink")
        self.assertEqual(b("attach 0"), "ok")
        self.assertEqual(a("acquire 0"), "ok acquired")
        self.assertEqual(b("acquire 20"), "ok timeout")
        self.assertEqual(b("release").split()[:3], ["error", "pthread_mutex_unlock", "EPERM"])
        b.write("acquire 60000")
        self.assertEqual(a("release"), "ok")
        self.assertEqual(b.read(), "ok acquired")
        self.assertEqual(b("release"), "ok")
        self.assertEqual(b("attach 4096").split()[2], "ERANGE")
        self.assertEqual(b("open").split()[2], "ENOENT")

    def test_robust_mutex_of_a_dead_owner(self):
        name = NAME[1:]
        a = Peer("mutex", name)
        self.addCleanup(self.quit, a)
        self.assertEqual(a("create recursive"), "ok")
        self.removed_at_last(a, "unlink")
        self.die_holding(name)
        self.assertEqual(a("acquire 60000"), "ok abandoned")
        self.assertEqual(a("release"), "ok")
        self.assertEqual(a("acquire 0"), "ok acquired")
        self.assertEqual(a("acquire 0"), "ok acquired")
        self.assertEqual(a("release"), "ok")
        self.assertEqual(a("release"), "ok")
        self.die_holding(name)
        self.assertEqual(a("acquire 60000 inconsistent"), "ok abandoned")
        self.assertEqual(a("release"), "ok")
        self.assertEqual(a("acquire 0").split()[:3], ["error", "pthread_mutex_timedlock", "ENOTRECOVERABLE"])

    def die_holding(self, name):
        victim = Peer("mutex", name)
        self.assertEqual(victim("attach 0"), "ok")
        self.assertEqual(victim("acquire 0"), "ok acquired")
        victim.write("die")
        self.assertEqual(victim.process.wait(10), -9)
        victim.process.stdin.close()
        victim.process.stdout.close()

    def test_sysv_semaphores(self):
        a, b = self.pair("sysv-sem", KEY)
        self.assertEqual(a("create 2 600"), b("open"))
        self.removed_at_last(a, "remove")
        self.assertEqual(a("set 1 3"), "ok")
        self.assertEqual(b("get 1"), "ok 3")
        self.assertEqual(b("op 1:-3,0:-1:nowait"), "ok 0")
        self.assertEqual(b("get 1"), "ok 3")
        b.write("op 1:-3:undo,0:-1")
        while a("ncnt 0") != "ok 1":
            pass
        self.assertEqual(a("op 0:1"), "ok 1")
        self.assertEqual(b.read(), "ok 1")
        self.assertEqual(a("pid 1"), f"ok {b.process.pid}")
        self.assertEqual(a("zcnt 0"), "ok 0")

    def test_undo_after_death(self):
        a, b = Peer("sysv-sem", KEY), Peer("sysv-sem", KEY)
        self.addCleanup(self.quit, a)
        a("create 1 600"), a("set 0 1"), b("open")
        self.removed_at_last(a, "remove")
        self.assertEqual(b("op 0:-1:undo"), "ok 1")
        b.write("die")
        self.assertEqual(b.process.wait(10), -9)
        self.assertEqual(a("op 0:-1"), "ok 1")
        b.process.stdin.close()
        b.process.stdout.close()

    def test_posix_message_queue(self):
        a, b = self.pair("posix-mq", NAME)
        back = Peer("posix-mq", NAME + "-back")
        self.addCleanup(self.quit, back)
        self.assertEqual(a("create 4 32 600"), "ok")
        self.removed_at_last(a, "unlink")
        self.assertEqual(back("create 4 32 600"), "ok")
        self.removed_at_last(back, "unlink")
        self.assertEqual(b("open"), "ok")
        self.assertEqual(b("tryreceive"), "ok none")
        self.assertEqual(a("send 1 0102"), "ok")
        self.assertEqual(a("send 7 -"), "ok")
        self.assertEqual(a("attr"), "ok 4 32 2")
        self.assertEqual(b("receive"), "ok 7 -")
        self.assertEqual(b("tryreceive"), "ok 1 0102")
        b.write("echo 1")
        self.assertEqual(a("send 5 beef"), "ok")
        self.assertEqual(b.read(), "ok")
        self.assertEqual(back("receive"), "ok 5 beef")
        self.assertEqual(a("send 0 " + 33 * "00").split()[:3], ["error", "mq_send", "EMSGSIZE"])

    def test_sysv_message_queue(self):
        a, b = self.pair("sysv-mq", KEY)
        self.assertEqual(a("create 600"), b("open"))
        self.removed_at_last(a, "remove")
        for message in "send 3 33", "send 4 -", "send 5 55":
            self.assertEqual(a(message), "ok")
        self.assertEqual(b("receive 3 except"), "ok 4 -")
        self.assertEqual(b("tryreceive 5"), "ok 5 55")
        self.assertEqual(b("tryreceive 9"), "ok none")
        self.assertRegex(a("stat"), rf"ok 1 \d+ {a.process.pid} {b.process.pid}")

    def test_fifo(self):
        a, b = self.pair("fifo", self.path())
        self.assertEqual(a("create 600"), "ok")
        b.write("open-read")
        self.assertEqual(a("open-write"), "ok")
        self.assertEqual(b.read(), "ok")
        self.assertEqual(a("write 010203"), "ok")
        self.assertEqual(b("read 3"), "ok 010203")
        b.write("drain 1000000")
        self.assertEqual(a("fill 1000000"), "ok")
        pattern = bytes(i % 251 for i in range(1000000))
        self.assertEqual(b.read(), f"ok {zlib.crc32(pattern):08x}")
        self.assertEqual(a("close"), "ok")
        self.assertEqual(b("read 1"), "ok eof")
        self.assertEqual(b("drain 1"), "error drain EPIPE the end came after 0 bytes")
        self.assertEqual(b("unlink"), "ok")

    def test_socket_of_a_pipe(self):
        name = f"native-ipc-peers-test-{os.getpid()}"
        folder = os.environ.get("TMPDIR") or "/tmp"
        for name, path in (name, f"{folder}/CoreFxPipe_{name}"), 2 * (self.path(),):
            with self.subTest(name):
                a, b = self.pair("pipe", name)
                self.assertEqual(b("connect").split()[:3], ["error", "connect", "ENOENT"])
                self.assertEqual(a("create"), "ok")
                self.assertEqual(os.stat(path).st_mode & 0o777, 0o600)
                self.assertEqual(b("connect"), "ok")
                self.assertEqual(a("accept"), "ok")
                self.assertEqual(a("write 64000000"), "ok")
                self.assertEqual(b("read 4"), "ok 64000000")
                b.write("fill 10000000")
                pattern = bytes(i % 251 for i in range(10000000))
                self.assertEqual(a("drain 10000000"), f"ok {zlib.crc32(pattern):08x}")
                self.assertEqual(b.read(), "ok")
                self.assertEqual(b("close"), "ok")
                self.assertEqual(a("read 1"), "ok eof")
                self.assertEqual(a("write 00").split()[:3], ["error", "write", "EPIPE"])
                self.assertEqual(a("unlink"), "ok")

    def test_struct(self):
        for semaphore in KEY, NAME:
            with self.subTest(semaphore):
                a, b = self.pair("struct", KEY, semaphore)
                self.assertEqual(a("create"), b("open"))
                layout = "size=56 id=0 price=8 symbol=16 depth=24 depth.size=16 depth.bid=0 depth.ask=8"
                self.assertEqual(a("layout"), "ok " + layout)
                self.assertEqual(a("put -7 101.25 ACME -1 9000000000 2 -3"), "ok")
                self.assertEqual(b("get"), "ok -7 101.25 ACME -1 9000000000 2 -3")
                self.assertEqual(a("lock"), "ok")
                b.write("get")
                self.assertEqual(a("put 8 0.5 LONGNAME 1 2 3 4"), "ok")
                self.assertEqual(a("unlock"), "ok")
                self.assertEqual(b.read(), "ok 8 0.5 LONGNAME 1 2 3 4")
                self.assertEqual(a("remove"), "ok")

    def test_descriptors(self):
        path = self.path()
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(path)
            server.listen()
            peer = Peer("descriptor", path)
            self.addCleanup(self.quit, peer)
            self.assertEqual(peer("connect"), "ok")
            client, _ = server.accept()
        with client:
            self.assertEqual(peer("memfd 4096"), "ok 4096")
            self.assertEqual(peer("write 0 2a"), "ok")
            self.assertEqual(peer("send 07"), "ok")
            data, (fd,), _, _ = socket.recv_fds(client, 16, 2)
            self.assertEqual(data, b"\7")
            with mmap.mmap(fd, 4096) as memory:
                self.assertEqual(memory[0], 0x2a)
                memory[1] = 1
            self.assertEqual(peer("read 0 2"), "ok 2a01")
            self.assertEqual(peer("truncate 1").split()[:3], ["error", "ftruncate", "EPERM"])
            socket.send_fds(client, [b"ab"], [fd, fd])
            os.close(fd)
            self.assertEqual(peer("receive 16"), "ok 6162 2")
            self.assertEqual(peer("map 1 ro"), "ok 4096")
            self.assertEqual(peer("read 0 2"), "ok 2a01")
            self.assertEqual(peer("write 0 00").split()[2], "EACCES")
            self.assertEqual(peer("map 2"), "error usage EINVAL there is no descriptor 2")

    def test_misuse(self):
        a, _ = self.pair("fifo", self.path())
        self.assertEqual(a("jump"), "error usage EINVAL unknown command: jump")
        self.assertEqual(a("create"), "error usage EINVAL word 1 is missing: create")
        self.assertEqual(a("create 9"), "error usage EINVAL not a number: 9")
        self.assertEqual(a("open-read"), "error open ENOENT No such file or directory")


unittest.main()

"""Another process of the tests: actor.py ROLE NAME [COUNT]."""
import signal
import sys

from native_ipc import RingChannel

signal.alarm(60)
role, name, *rest = sys.argv[1:]
channel = RingChannel.open(name)


def say(text):
    print(text, flush=True)


if role == "produce":
    with channel.producer() as producer:
        for number in range(int(rest[0])):
            producer.send(number.to_bytes(8, "little") * (1 + number % 50), timeout=30)
    say("done")
elif role == "flood":
    producer, number = channel.producer(), 0
    while True:
        producer.send(number.to_bytes(8, "little"), timeout=30)
        number += 1
        say(number)
elif role == "claim":
    producer = channel.producer()
    producer.send(b"published")
    with producer.claim(5) as room:
        room[:] = b"never"
        say("claimed")
        signal.pause()
elif role == "consume":
    consumer = channel.consumer()
    for message in consumer:
        say(int.from_bytes(message[:8], "little"))
elif role == "wait":
    consumer = channel.consumer()
    say("waiting")
    try:
        if rest[0] == "poll":
            consumer.poll(lambda message: None)
        elif rest[0] == "receive":
            consumer.receive()
        else:
            producer = channel.producer()
            consumer.close()
            while True:
                producer.send(bytes(500))
    except KeyboardInterrupt:
        say("interrupted")
else:
    sys.exit(f"there is no role {role}")

import asyncio

import pytest

import native_ipc


def test_receives_without_blocking_the_loop(channel):
    async def main():
        with channel.producer() as producer, channel.consumer() as consumer:
            ticks = 0

            async def tick():
                nonlocal ticks
                while True:
                    await asyncio.sleep(0.01)
                    ticks += 1

            ticker = asyncio.ensure_future(tick())
            waiting = asyncio.ensure_future(consumer.receive_async())
            await asyncio.sleep(0.3)
            assert ticks > 3 and not waiting.done()
            producer.send(b"message")
            assert await waiting == b"message"
            producer.send(b"there already")
            assert await consumer.receive_async(0) == b"there already"
            with pytest.raises(native_ipc.TimedOutError):
                await consumer.receive_async(0.1)
            ticker.cancel()

    asyncio.run(main())


def test_a_cancelled_receive_neither_loses_nor_acknowledges(channel):
    async def main():
        with channel.producer() as producer, channel.consumer() as consumer:
            for number in range(30):
                task = asyncio.ensure_future(consumer.receive_async())
                await asyncio.sleep(0.01 * (number % 3))
                if number % 2:
                    producer.send(bytes([number]))  # the thread may see it before or after the cancellation
                task.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await task
                if not number % 2:
                    producer.send(bytes([number]))
                assert channel.statistics().lanes[0].consumed_messages == number
                assert await consumer.receive_async(5) == bytes([number])

    asyncio.run(main())


def test_iteration_ends_with_the_channel(channel):
    async def main():
        with channel.producer() as producer, channel.consumer() as consumer:
            for number in range(5):
                producer.send(bytes([number]))
            channel.unlink()
            assert [message[0] async for message in consumer] == [0, 1, 2, 3, 4]

    asyncio.run(main())


def test_close_ends_a_receive(channel):
    async def main():
        consumer = channel.consumer()
        task = asyncio.ensure_future(consumer.receive_async())
        await asyncio.sleep(0.1)
        consumer.close()
        with pytest.raises(native_ipc.ClosedError):
            await task

    asyncio.run(main())

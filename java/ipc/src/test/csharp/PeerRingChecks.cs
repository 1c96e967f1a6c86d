using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Runtime.InteropServices;
using NativeIpc.Ring;

// Tests of what only C# has: spans, exceptions of handlers, the garbage collector, Dispose. Each returns "" or throws.
static class PeerRingChecks
{
    static readonly RingOptions Small = new RingOptions {LaneCount = 2, LaneCapacity = 4096};

    static string Outcome(Func<string> call)
    {
        try
        {
            return call();
        }
        catch (RingException e)
        {
            return e.GetType().Name.Replace("Exception", "");
        }
        catch (ArgumentException)
        {
            return "argument";
        }
    }

    // Applies a verb of ring_table.txt to a name.
    public static string Try(string verb, string name)
    {
        return Outcome(() =>
        {
            switch (verb)
            {
                case "open":
                    RingChannel.Open(name).Dispose();
                    return "ok";
                case "create":
                    RingChannel.Create(name, Small).Dispose();
                    return "ok";
                case "open_or_create":
                    RingChannel.OpenOrCreate(name, Small).Dispose();
                    return "ok";
                case "unlink":
                    RingChannel.Unlink(name);
                    return "ok";
                case "clean_up":
                    return RingChannel.CleanUp(name) ? "ok" : "false";
                default:
                    throw new Failure("EINVAL", verb);
            }
        });
    }

    // Becomes a participant for a moment, and returns the lane or the exception.
    public static string Join(string what, RingChannel channel)
    {
        return Outcome(() =>
        {
            if (what == "consumer")
            {
                channel.OpenConsumer().Dispose();
                return "ok";
            }
            using (RingProducer producer = channel.OpenProducer())
                return producer.Lane.ToString();
        });
    }

    // The constants of ring_table.txt, as NAME=VALUE.
    public static string Values(string kind)
    {
        var options = new RingOptions();
        RingGeometry made = options.Check();
        if (kind == "default")
            return "lanes=" + made.LaneCount + " lane_capacity=" + made.LaneCapacity + " max_message=" + made.MaxMessage
                   + " sleeping_waits=" + (made.SleepingWaits ? 1 : 0);
        var sleeping = new RingGeometry(1, 4096, 1, true, 1, 1);
        return "spins=" + RingIdle.Spins + " yields=" + RingIdle.Yields + " yield_spins="
               + RingIdle.YieldSpins + " room_spins=" + RingRoomIdle.Spins + " room_pause=" + RingRoomIdle.Nap
               + " shortest_pause=" + RingIdle.ShortestPause
               + " longest_pause=" + RingIdle.LongestPause + " patience=" + LinuxPlace.PatienceMillis * 1000
               + " slice=" + RingSlices.SliceMicros + " default=" + Name(RingSleep.Checked(null, made))
               + " default_with_sleeping_waits=" + Name(RingSleep.Checked(null, sleeping));
    }

    static string Name(RingWait wait)
    {
        return wait == RingWait.BackOff ? "back_off" : wait == RingWait.Sleep ? "sleep" : "another";
    }

    // Whether a channel may have this value: WHAT is lanes, lane_capacity or max_message_of_CAPACITY.
    public static string Limit(string what, long value)
    {
        var options = new RingOptions {LaneCapacity = 4096};
        if (what == "lanes")
            options.LaneCount = (int) value;
        else if (what == "lane_capacity")
            options.LaneCapacity = value;
        else
        {
            options.LaneCapacity = long.Parse(what.Substring(what.LastIndexOf('_') + 1));
            options.MaxMessage = (int) value;
        }
        return Outcome(() => options.Check() == null ? "null" : "ok");
    }

    static void Require(bool condition, string what)
    {
        if (!condition)
            throw new Failure("EPROTO", what);
    }

    static void Throws<T>(Action call, string text) where T : Exception
    {
        try
        {
            call();
        }
        catch (T e)
        {
            Require(e.Message.Contains(text), "the message is: " + e.Message);
            return;
        }
        throw new Failure("EPROTO", "no " + typeof(T).Name + " with " + text);
    }

    public static void Run(string name, RingChannel channel)
    {
        var checks = new Dictionary<string, Action<RingChannel>>
        {
            {"throwing", AHandlerThatThrowsGetsTheMessageAgain},
            {"allocation", NoMessageAllocates},
            {"misuse", MisuseChangesNothing},
            {"disposed", WhatIsDisposedIsRefused},
            {"handler", AHandlerMayDisposeAndMustNotPoll},
            {"timeouts", TimeoutsAreThoseOfDotNet},
            {"defaults", DefaultsAndLimits},
            {"statistics", StatisticsAreDerived},
            {"scribbler", AScribblerCausesOnlyDocumentedExceptions},
            {"bits", OtherProcessorsAreRefused}
        };
        checks[name](channel);
    }

    static void AHandlerThatThrowsGetsTheMessageAgain(RingChannel channel)
    {
        using (RingProducer producer = channel.OpenProducer())
        using (RingConsumer consumer = channel.OpenConsumer())
        {
            for (byte i = 0; i < 3; i++)
                Require(producer.Offer(new[] {i}), "room");
            int calls = 0;
            for (int round = 0; round < 2; round++)
                Throws<DivideByZeroException>(() => consumer.Poll(message =>
                {
                    calls++;
                    if (message[0] == 1)
                        throw new DivideByZeroException("mine");
                }), "mine");
            Require(calls == 3, "the first message once and the second twice, not " + calls);
            var rest = new List<byte>();
            Require(consumer.Poll(message => rest.Add(message[0])) == 2, "two were not consumed");
            Require(rest[0] == 1 && rest[1] == 2, "in order");
        }
    }

    static long received;

    static void NoMessageAllocates(RingChannel channel)
    {
        using (RingProducer producer = channel.OpenProducer())
        using (RingConsumer consumer = channel.OpenConsumer())
        {
            var bytes = new byte[64];
            RingHandler handler = message => received += message[0];
            Action round = () =>
            {
                Span<byte> payload;
                for (int i = 0; i < 20; i++)
                {
                    producer.TryClaim(64, out payload);
                    payload[0] = 1;
                    producer.Commit();
                    producer.Offer(bytes);
                    producer.Send(bytes, TimeSpan.FromSeconds(1));
                }
                while (consumer.Poll(handler, 7) != 0)
                {
                }
                producer.Offer(bytes);
                consumer.Receive(handler, TimeSpan.FromSeconds(1), 1);
                consumer.Receive(handler, TimeSpan.FromMilliseconds(1), 1); // waits
            };
            for (int i = 0; i < 50; i++)
                round(); // compiles everything
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 200; i++)
                round();
            long after = GC.GetAllocatedBytesForCurrentThread();
            Require(after - before < 200, "allocated " + (after - before) + " bytes for 12200 messages");
        }
    }

    static void MisuseChangesNothing(RingChannel channel)
    {
        using (RingProducer producer = channel.OpenProducer())
        using (RingConsumer consumer = channel.OpenConsumer())
        {
            Span<byte> payload;
            Throws<InvalidOperationException>(() => producer.Commit(), "without a claim");
            Throws<InvalidOperationException>(() => producer.Abort(), "without a claim");
            Require(producer.TryClaim(5, out payload), "room");
            payload.Fill(7);
            Throws<InvalidOperationException>(() => producer.Offer(new byte[1]), "neither committed nor aborted");
            producer.Commit();
            Throws<InvalidOperationException>(() => producer.Commit(), "without a claim");
            Require(producer.TryClaim(9, out payload), "room");
            producer.Abort();
            Require(producer.TryClaim(0, out payload) && payload.Length == 0, "an empty message has room");
            producer.Commit();
            Throws<ArgumentException>(() => producer.Offer(new byte[channel.MaxMessage + 1]), "bytes, not");
            Throws<ArgumentException>(() => producer.TryClaim(-1, out var none), "bytes, not");
            Throws<BusyException>(() => channel.OpenConsumer(), "has a consumer");
            Throws<ArgumentException>(() => consumer.Poll(message => { }, -1), "not negative");
            Throws<ArgumentException>(() => consumer.Poll(null), "handler");
            var lengths = new List<int>();
            Require(consumer.Poll(message => lengths.Add(message.Length)) == 2, "the two that were committed");
            Require(lengths[0] == 5 && lengths[1] == 0, "in order");
            Require(producer.Messages == 2, "counted");
        }
    }

    static void WhatIsDisposedIsRefused(RingChannel channel)
    {
        RingProducer producer = channel.OpenProducer();
        RingConsumer consumer = channel.OpenConsumer();
        Span<byte> payload;
        Require(producer.TryClaim(1, out payload), "room");
        producer.Dispose();
        producer.Dispose();
        Throws<ObjectDisposedException>(() => producer.Commit(), "closed");
        Throws<ObjectDisposedException>(() => producer.Abort(), "closed");
        Throws<ObjectDisposedException>(() => producer.Offer(new byte[1]), "closed");
        Throws<ObjectDisposedException>(() => producer.TryClaim(1, out var none), "closed");
        Require(consumer.Poll(message => { }) == 0, "a dropped claim is no message");
        consumer.Dispose();
        consumer.Dispose();
        Throws<ObjectDisposedException>(() => consumer.Poll(message => { }), "closed");
        Throws<ObjectDisposedException>(() => consumer.Receive(message => { }), "closed");
        Throws<ObjectDisposedException>(() => consumer.FreeDeadLanes(), "closed");

        RingChannel other = RingChannel.Open(channel.Name);
        RingProducer survivor = other.OpenProducer();
        other.Dispose();
        other.Dispose();
        Throws<ObjectDisposedException>(() => other.OpenProducer(), channel.Name);
        Throws<ObjectDisposedException>(() => other.OpenConsumer(), channel.Name);
        Throws<ObjectDisposedException>(() => other.Unlink(), channel.Name);
        Throws<ObjectDisposedException>(() => other.Statistics(), channel.Name);
        Require(survivor.Offer(new byte[1]), "a producer outlives its channel object");
        survivor.Dispose();
        using (RingConsumer next = channel.OpenConsumer())
            Require(next.Poll(message => { }) == 1 && next.Takeovers == 0, "nobody died");
    }

    static void AHandlerMayDisposeAndMustNotPoll(RingChannel channel)
    {
        using (RingProducer producer = channel.OpenProducer())
        {
            for (int i = 0; i < 3; i++)
                Require(producer.Offer(new byte[1]), "room");
            RingConsumer consumer = channel.OpenConsumer();
            Require(consumer.Poll(message => Throws<InvalidOperationException>(
                () => consumer.Poll(again => { }), "cannot poll"), 1) == 1, "one");
            Require(consumer.Poll(message => consumer.Dispose()) == 1, "its message is the last one");
            Throws<ObjectDisposedException>(() => consumer.Poll(message => { }), "closed");
            using (RingConsumer next = channel.OpenConsumer())
                Require(next.Poll(message => { }) == 1, "the third is left");
        }
    }

    static void TimeoutsAreThoseOfDotNet(RingChannel channel)
    {
        using (RingProducer producer = channel.OpenProducer())
        using (RingConsumer consumer = channel.OpenConsumer())
        {
            Require(consumer.Receive(message => { }, TimeSpan.Zero) == 0, "nothing came");
            Require(consumer.Receive(message => { }, TimeSpan.FromMilliseconds(60)) == 0, "nothing came");
            Throws<ArgumentException>(() => consumer.Receive(message => { }, TimeSpan.FromSeconds(-2)), "negative");
            foreach (TimeSpan forever in new[] {TimeSpan.MaxValue, System.Threading.Timeout.InfiniteTimeSpan})
            {
                Require(producer.Send(new byte[1], forever), "room");
                Require(consumer.Receive(message => { }, forever) == 1, "a message");
            }
            while (producer.Offer(new byte[500]))
            {
            }
            Require(!producer.Send(new byte[500], TimeSpan.FromMilliseconds(60)), "no room");
            using (RingProducer second = channel.OpenProducer())
                Require(channel.TryOpenProducer(TimeSpan.FromMilliseconds(60)) == null, "no lane");
        }
    }

    static void DefaultsAndLimits(RingChannel channel)
    {
        var made = new RingOptions();
        Require(made.LaneCount == 8 && made.LaneCapacity == 262144 && !made.SleepingWaits, "defaults");
        Require(made.ByteSize == 8192 + 8 * (4096 + 262144), "size");
        string name = channel.Name;
        foreach (RingOptions bad in new[]
        {
            new RingOptions {LaneCount = 0}, new RingOptions {LaneCount = 33}, new RingOptions {LaneCapacity = 2048},
            new RingOptions {LaneCapacity = 2147483648}, new RingOptions {LaneCapacity = 5000},
            new RingOptions {MaxMessage = 0}, new RingOptions {MaxMessage = 131065},
            new RingOptions {LaneCapacity = 4096, MaxMessage = 2041}
        })
            Throws<ArgumentException>(() => RingChannel.Create(name + "-bad", bad), "not ");
        Throws<ArgumentException>(() => RingChannel.Open(null), "name");
        Throws<ArgumentException>(() => channel.OpenConsumer(RingWait.Sleep), "SleepingWaits");
        Throws<AlreadyExistsException>(() => RingChannel.Create(name), "(\"ring:" + name + "\")");
        try
        {
            RingChannel.Open("/no-such-channel").Dispose();
        }
        catch (NotFoundException e)
        {
            Require(e.Call.StartsWith("open", StringComparison.OrdinalIgnoreCase) && e.Code == 2
                    && e.Target == "ring:/no-such-channel", e.ToString());
            return;
        }
        throw new Failure("EPROTO", "it exists");
    }

    static void StatisticsAreDerived(RingChannel channel)
    {
        RingProducer producer = channel.OpenProducer();
        for (int i = 0; i < 3; i++)
            Require(producer.Offer(new byte[10]), "room");
        using (RingConsumer consumer = channel.OpenConsumer())
        {
            Require(consumer.Poll(message => { }) == 3, "three");
            Require(producer.Offer(new byte[20]), "room");
            RingStatistics now = channel.Statistics();
            RingLaneStatistics lane = now.Lanes[0];
            Require(now.Consumer.Liveness == RingLiveness.Alive, "the consumer lives");
            Require(now.Lanes.Count == channel.LaneCount, "all lanes");
            Require(lane.Producer.Liveness == RingLiveness.Alive, "the producer lives");
            Require(lane.Producer.Pid == RingPlatform.Pid, "it is this process");
            Require(lane.Messages == 4 && lane.Bytes == 50, "published " + lane.Messages);
            Require(lane.Position == 3 * 24 + 32, "position " + lane.Position);
            Require(lane.ConsumedMessages == 3 && lane.ConsumedBytes == 30 && lane.Head == 3 * 24, "consumed");
            producer.Dispose();
            using (RingProducer other = channel.OpenProducer())
            {
                Require(other.Lane == 1, "the first lane is not drained");
                while (other.Offer(new byte[100]))
                {
                }
                Require(channel.Statistics().Lanes[1].FullEvents == 1, "one found no room");
            }
            Require(channel.Statistics().Lanes[0].Producer.Liveness == RingLiveness.Absent, "it left");
            Require(consumer.Poll(message => { }) > 1, "the rest");
        }
        using (RingProducer heir = channel.OpenProducer())
        {
            Require(heir.Lane == 0 && heir.Offer(new byte[5]), "the lane is free");
            Require(channel.Statistics().Lanes[0].Messages == 5, "counting goes on");
        }
    }

    // Another process overwrites the memory at random meanwhile.
    static void AScribblerCausesOnlyDocumentedExceptions(RingChannel channel)
    {
        int longest = 0, failures = 0, messages = 0;
        RingHandler handler = message =>
        {
            messages++;
            longest = Math.Max(longest, message.Length);
            foreach (byte each in message)
                received += each;
        };
        var clock = Stopwatch.StartNew();
        while (clock.ElapsedMilliseconds < 2000)
        {
            try
            {
                using (RingConsumer consumer = channel.OpenConsumer())
                using (RingProducer producer = channel.OpenProducer())
                    for (int i = 0; i < 200; i++)
                    {
                        producer.Offer(new byte[i]);
                        producer.Send(new byte[i], TimeSpan.FromMilliseconds(1));
                        consumer.Receive(handler, TimeSpan.FromMilliseconds(1), 100);
                        consumer.FreeDeadLanes();
                        channel.Statistics();
                    }
            }
            catch (RingException)
            {
                failures++;
            }
        }
        Require(longest <= channel.MaxMessage, "a message of " + longest + " bytes");
        Require(failures > 0 && messages > 0, failures + " failures and " + messages + " messages");
    }

    static void OtherProcessorsAreRefused(RingChannel channel)
    {
        foreach (Architecture bits in new[] {Architecture.X86, Architecture.Arm})
            Throws<PlatformNotSupportedException>(() => RingPlatform.Require(bits, true), "64 bits");
        Throws<PlatformNotSupportedException>(() => RingPlatform.Require(Architecture.X64, false), "Linux or Windows");
        RingPlatform.Require(Architecture.Arm64, true);
    }
}

using System;
using System.IO;
using System.IO.MemoryMappedFiles;
using NativeIpc.Ring;

// A ring channel. `create LANES CAPACITY MAX` or `open` come first. Then come `producer`, `produce ID FROM COUNT`,
// `flood ID`, which prints `sent N` after every hundred messages and never ends, `claim`, `commit`, `fill`, which sends
// until the consumer is dead or the channel retired and returns which, `consumer`, `consume ID COUNT`, which checks
// every byte, `drain ID FROM FILE`, which writes the number of handled messages into the file and never ends, `echo
// NAME COUNT`, which copies messages from the consumer into another channel, `leave`, `statistics`, `unlink`, and
// `check NAME`, which runs a test of PeerRingChecks. `values KIND`, `limit WHAT VALUE`, `try VERB NAME`, `take COUNT`,
// `join producer` and `join consumer` are for the rows of ring_table.txt: they return what came of it, or the
// exception's name without "Exception".
class PeerRing : Kind
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    RingChannel channel;
    RingProducer producer;
    RingConsumer consumer;

    public PeerRing(string name)
    {
        On("create", words =>
        {
            channel = RingChannel.Create(name, new RingOptions
            {
                LaneCount = words.Int(1), LaneCapacity = words.Number(2), MaxMessage = words.Int(3)
            });
        });
        On("open", words =>
        {
            channel = RingChannel.Open(name);
            return channel.LaneCount + " " + channel.LaneCapacity;
        });
        On("producer", words =>
        {
            producer = channel.TryOpenProducer(Patience, Wait());
            return producer == null ? "none" : producer.Lane.ToString();
        });
        On("consumer", words => { consumer = channel.OpenConsumer(Wait()); });
        On("produce", words => Produce(words.Int(1), words.Number(2), words.Number(3)));
        On("flood", words => Flood(words.Int(1)));
        On("claim", words =>
        {
            Span<byte> payload;
            bool claimed = producer.TryClaim(8, out payload);
            if (claimed)
                payload[0] = 0;
            return claimed ? "true" : "false";
        });
        On("commit", words => producer.Commit());
        On("fill", words => Fill());
        On("consume", words => Consume(words.Int(1), words.Number(2)));
        On("drain", words => Drain(words.Int(1), words.Number(2), words[3]));
        On("echo", words => Echo(words[1], words.Number(2)));
        On("unlink", words => channel.Unlink());
        On("leave", words => Leave());
        On("statistics", words => Statistics());
        On("take", words => consumer.Poll(message => { }, words.Int(1)).ToString());
        On("values", words => PeerRingChecks.Values(words[1]));
        On("limit", words => PeerRingChecks.Limit(words[1], words.Number(2)));
        On("try", words => PeerRingChecks.Try(words[1], words[2]));
        On("join", words => PeerRingChecks.Join(words[1], channel));
        On("check", words => PeerRingChecks.Run(words[1], channel));
    }

    static void Say(string line)
    {
        Program.Output.WriteLine(line);
    }

    RingWait Wait()
    {
        return channel.SleepingWaits ? RingWait.Sleep : RingWait.Yield;
    }

    void Produce(int id, long from, long count)
    {
        for (long number = from; number < from + count; number++)
        {
            Span<byte> message;
            int length = RingMessages.Length(id, number, channel.MaxMessage);
            if (!producer.TryClaim(length, Patience, out message))
                throw new Failure("ETIMEDOUT", "after " + number);
            RingMessages.Fill(message, id, number);
            producer.Commit();
        }
    }

    void Flood(int id)
    {
        for (long number = 0;; number += 100)
        {
            Produce(id, number, 100);
            Say("sent " + (number + 100));
        }
    }

    string Fill()
    {
        try
        {
            while (true)
                producer.Send(new byte[8]);
        }
        catch (PeerClosedException e)
        {
            return e.Message.Contains("dead") ? "dead" : e.Message.Contains("retired") ? "retired" : e.Message;
        }
    }

    // Checks that this is the producer's message of this number.
    static void Check(ReadOnlySpan<byte> message, byte[] expected, int id, long number)
    {
        int length = RingMessages.Length(id, number, expected.Length);
        RingMessages.Fill(new Span<byte>(expected, 0, length), id, number);
        if (!message.SequenceEqual(new ReadOnlySpan<byte>(expected, 0, length)))
            throw new Failure("EBADMSG", "message " + number + " of " + message.Length + " bytes");
    }

    void Consume(int id, long count)
    {
        var expected = new byte[channel.MaxMessage];
        long next = 0;
        while (next < count)
        {
            int found = consumer.Receive(message => Check(message, expected, id, next++), Patience, 1000);
            if (found == 0)
                throw new Failure("ETIMEDOUT", "after " + next);
        }
    }

    void Drain(int id, long from, string path)
    {
        var expected = new byte[channel.MaxMessage];
        long next = from;
        using (var file = MemoryMappedFile.CreateFromFile(path, FileMode.Open))
        using (var view = file.CreateViewAccessor())
        {
            RingHandler handler = message =>
            {
                Check(message, expected, id, next);
                next++;
                view.Write(0, next);
            };
            Say("drains");
            while (true)
                consumer.Receive(handler, Patience, 1000);
        }
    }

    void Echo(string name, long count)
    {
        using (RingChannel back = RingChannel.Open(name))
        using (RingProducer answers = back.OpenProducer())
            for (long answered = 0; answered < count; answered++)
                if (consumer.Receive(message => answers.Send(message, Patience), Patience, 1) == 0)
                    throw new Failure("ETIMEDOUT", "after " + answered);
    }

    // Each lane as LIVENESS:MESSAGES:BYTES:POSITION:CONSUMED.
    string Statistics()
    {
        RingStatistics all = channel.Statistics();
        string text = all.Consumer.Liveness + " " + all.Takeovers + " " + all.LanesFreed;
        foreach (RingLaneStatistics lane in all.Lanes)
            text += " " + lane.Producer.Liveness + ":" + lane.Messages + ":" + lane.Bytes + ":" + lane.Position + ":"
                    + lane.ConsumedMessages;
        return text;
    }

    void Leave()
    {
        if (producer != null)
            producer.Dispose();
        if (consumer != null)
            consumer.Dispose();
        producer = null;
        consumer = null;
    }

    public override void Dispose()
    {
        Leave();
        if (channel != null)
            channel.Dispose();
    }
}

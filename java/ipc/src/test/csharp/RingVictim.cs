using System;
using System.Diagnostics;
using System.IO;
using System.Text;
using System.Threading;
using NativeIpc.Ring;

// Uses a ring channel to the end, or up to the step at which it is killed (NATIVE_IPC_KILLPOINT), as VictimProgram.java
// does. `RingVictim.dll ROLE NAME` prints `ready PID`, waits for a line, plays the role, and prints `done`.
static class RingVictim
{
    const int Producer = 1;
    const int MaxMessage = 600;

    static readonly RingOptions Options = new RingOptions {LaneCount = 3, LaneCapacity = 4096, MaxMessage = MaxMessage};
    static readonly byte[] Message = new byte[MaxMessage];
    static readonly StreamWriter Output =
        new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false)) {NewLine = "\n", AutoFlush = true};

    static void Main(string[] args)
    {
        Output.WriteLine("ready " + Process.GetCurrentProcess().Id);
        if (Console.In.ReadLine() == null)
            return;
        Play(args[0], args[1]);
        Output.WriteLine("done");
    }

    static void Play(string role, string name)
    {
        switch (role)
        {
            case "producer":
                Produce(name, true, 0);
                break;
            case "sender":
                Produce(name, false, 0);
                break;
            case "waker":
                Produce(name, false, 2);
                break;
            case "consumer":
                Consume(name);
                break;
            case "create":
                RingChannel.OpenOrCreate(name, Options).Unlink();
                break;
            case "open":
                RingChannel.Open(name).Dispose();
                break;
            case "clean":
                RingChannel.CleanUp(name);
                break;
            default:
                throw new ArgumentException(role);
        }
    }

    static ReadOnlySpan<byte> Fill(long number)
    {
        var message = new Span<byte>(Message, 0, RingMessages.Length(Producer, number, MaxMessage));
        RingMessages.Fill(message, Producer, number);
        return message;
    }

    static void Produce(string name, bool inPlaceToo, int pauseMillis)
    {
        using (RingProducer producer = RingChannel.Open(name).TryOpenProducer(TimeSpan.FromSeconds(30)))
            for (int number = 0; number < MaxMessage; number++)
            {
                if (pauseMillis > 0)
                    Thread.Sleep(pauseMillis);
                ReadOnlySpan<byte> message = Fill(number);
                if (number % 2 == 0 || !inPlaceToo)
                    producer.Send(message);
                else
                    WriteInPlace(producer, message);
                Output.WriteLine("acknowledged " + (number + 1));
            }
    }

    static void WriteInPlace(RingProducer producer, ReadOnlySpan<byte> message)
    {
        Span<byte> room;
        while (!producer.TryClaim(message.Length, out room))
            Thread.SpinWait(1);
        int half = message.Length / 2;
        message.Slice(0, half).CopyTo(room);
        KillPoint.Reached("publish.half");
        message.Slice(half).CopyTo(room.Slice(half));
        producer.Commit();
    }

    // Consumes 100 messages.
    static void Consume(string name)
    {
        long next = -1;
        RingHandler handler = message =>
        {
            if (next < 0)
                next = message.Length - 1;
            if (!message.SequenceEqual(Fill(next)))
                throw new InvalidDataException("message " + next);
            next++;
            Output.WriteLine("delivered " + next);
        };
        using (RingConsumer consumer = RingChannel.Open(name).OpenConsumer())
            while (next < 100)
            {
                consumer.Receive(handler, TimeSpan.FromMilliseconds(20), 1);
                consumer.FreeDeadLanes();
            }
    }
}

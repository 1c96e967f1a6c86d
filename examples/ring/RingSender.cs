using System;
using System.Runtime.InteropServices;
using NativeIpc.Ring;

// Compiled with the files of native/dotnet.
class RingSender
{
    static int Main(string[] args)
    {
        using (RingChannel channel = RingChannel.Open(args.Length > 0 ? args[0] : "/prices"))
        using (RingProducer producer = channel.OpenProducer())
        {
            for (int number = 1; number <= 1000; number++)
            {
                Span<byte> room;
                if (!producer.TryClaim(sizeof(int), TimeSpan.FromSeconds(5), out room))
                {
                    Console.Error.WriteLine("the consumer makes no room");
                    return 1;
                }
                MemoryMarshal.Write(room, ref number); // written in place
                producer.Commit(); // from here on it survives this process
            }
        }
        Console.WriteLine("sent");
        return 0;
    }
}

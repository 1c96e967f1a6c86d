using System;
using System.IO;
using System.IO.Pipes;

class PipeServer
{
    static void Main(string[] args)
    {
        using (var pipe = new NamedPipeServerStream(args.Length > 0 ? args[0] : "mypipe"))
        {
            pipe.WaitForConnection();
            var writer = new BinaryWriter(pipe);
            var reader = new BinaryReader(pipe);
            writer.Write(100);
            Console.WriteLine("read " + reader.ReadInt32());
        }
    }
}

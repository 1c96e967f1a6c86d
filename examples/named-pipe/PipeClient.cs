using System;
using System.IO;
using System.IO.Pipes;

class PipeClient
{
    static void Main(string[] args)
    {
        using (var pipe = new NamedPipeClientStream(args.Length > 0 ? args[0] : "mypipe"))
        {
            pipe.Connect();
            var reader = new BinaryReader(pipe);
            var writer = new BinaryWriter(pipe);
            Console.WriteLine("read " + reader.ReadInt32());
            writer.Write(200);
        }
    }
}

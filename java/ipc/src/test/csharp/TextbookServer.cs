using System;
using System.IO;
using System.IO.Pipes;

class TextbookServer
{
    static void Main(string[] args)
    {
        using (var pipe = new NamedPipeServerStream(args[0]))
        {
            pipe.WaitForConnection();
            var writer = new BinaryWriter(pipe);
            var reader = new BinaryReader(pipe);
            writer.Write(100);
            Console.WriteLine(reader.ReadInt32());
        }
    }
}

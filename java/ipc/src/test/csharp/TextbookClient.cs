using System;
using System.IO;
using System.IO.Pipes;

class TextbookClient
{
    static void Main(string[] args)
    {
        using (var pipe = new NamedPipeClientStream(args[0]))
        {
            pipe.Connect();
            var reader = new BinaryReader(pipe);
            var writer = new BinaryWriter(pipe);
            Console.WriteLine(reader.ReadInt32());
            writer.Write(200);
        }
    }
}

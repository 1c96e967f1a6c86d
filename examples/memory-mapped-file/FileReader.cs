using System;
using System.IO.MemoryMappedFiles;

class FileReader
{
    static void Main(string[] args)
    {
        using (var memory = MemoryMappedFile.CreateFromFile(args.Length > 0 ? args[0] : "prices.dat"))
        using (var numbers = memory.CreateViewAccessor())
        {
            Console.WriteLine("read " + numbers.ReadInt32(0));
            numbers.Write(4, 200);
        }
    }
}

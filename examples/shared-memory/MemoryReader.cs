using System;
using System.IO.MemoryMappedFiles;

class MemoryReader
{
    static void Main(string[] args)
    {
        string name = args.Length > 0 ? args[0] : "prices";
        using (var memory = Open(name))
        using (var numbers = memory.CreateViewAccessor())
        {
            Console.WriteLine("read " + numbers.ReadInt32(0));
            numbers.Write(4, 200);
        }
    }

    // .NET has no names for memory on Linux; what Java makes there is this file.
    static MemoryMappedFile Open(string name)
    {
        return Environment.OSVersion.Platform == PlatformID.Unix
            ? MemoryMappedFile.CreateFromFile("/dev/shm/" + name)
            : MemoryMappedFile.OpenExisting(name);
    }
}

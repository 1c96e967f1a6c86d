using System;
using System.IO;
using System.IO.Pipes;

class NamedPipe : Kind
{
    const int Chunk = 65536;
    const int ConnectMillis = 30000;
    const PipeOptions CurrentUserOnly = (PipeOptions) 0x20000000; // mcs does not know the name

    readonly string name;
    PipeStream pipe;

    public NamedPipe(string name)
    {
        this.name = name;
        On("create", words => Create(words));
        On("accept", words => Server.WaitForConnection());
        On("connect", words => Connect(words));
        On("disconnect", words => Server.Disconnect());
        On("write", words => Write(words.Bytes(1)));
        On("read", words =>
        {
            var bytes = new byte[words.Int(1)];
            int length = Read(bytes, bytes.Length);
            return length == 0 && bytes.Length > 0 ? "eof" : Hex(bytes, length);
        });
        On("receive", words => Receive());
        On("fill", words => Fill(words.Number(1)));
        On("drain", words => Drain(words.Number(1)));
        On("flush", words => Open.WaitForPipeDrain());
        On("close", words => Dispose());
    }

    PipeStream Open
    {
        get
        {
            if (pipe == null)
                throw new Failure("EINVAL", "neither created nor open");
            return pipe;
        }
    }

    NamedPipeServerStream Server
    {
        get { return (NamedPipeServerStream) Open; }
    }

    // create byte|message [INSTANCES [current-user]]. The default of no buffer makes each write wait for its reader on Windows.
    void Create(Words words)
    {
        Dispose();
        int instances = words.Count > 2 ? words.Int(2) : 1;
        pipe = new NamedPipeServerStream(
            name, PipeDirection.InOut, instances, Mode(words[1]), Options(words, 3), Chunk, Chunk);
    }

    static PipeOptions Options(Words words, int index)
    {
        return words.Has(index, "current-user") ? CurrentUserOnly : PipeOptions.None;
    }

    // connect [byte|message [current-user]]: .NET waits also for a pipe that is not there yet.
    void Connect(Words words)
    {
        Dispose();
        var client = new NamedPipeClientStream(".", name, PipeDirection.InOut, Options(words, 2));
        pipe = client;
        client.Connect(ConnectMillis);
        if (words.Count > 1)
            client.ReadMode = Mode(words[1]);
    }

    static PipeTransmissionMode Mode(string word)
    {
        switch (word)
        {
            case "byte":
                return PipeTransmissionMode.Byte;
            case "message":
                return PipeTransmissionMode.Message;
            default:
                throw new Failure("EINVAL", "neither byte nor message: " + word);
        }
    }

    // NamedPipe*Stream.Write makes no call for an empty message: it would never arrive.
    void Write(byte[] bytes)
    {
        if (bytes.Length == 0 && Open.TransmissionMode == PipeTransmissionMode.Message)
            throw new Failure("ENOTSUP", ".NET writes no empty message");
        Open.Write(bytes, 0, bytes.Length);
    }

    // Fewer bytes than wanted are the end; nothing from a pipe that is still connected is an empty message.
    int Read(byte[] bytes, int wanted)
    {
        int length = 0;
        while (length < wanted)
        {
            int count = Open.Read(bytes, length, wanted - length);
            if (count == 0 && AtEnd)
                break;
            length += count;
        }
        return length;
    }

    bool AtEnd
    {
        get { return Path.DirectorySeparatorChar == '/' || !pipe.IsConnected; }
    }

    string Receive()
    {
        var message = new MemoryStream();
        var buffer = new byte[Chunk];
        do
        {
            int count = Open.Read(buffer, 0, buffer.Length);
            if (count == 0 && AtEnd)
                return "eof";
            message.Write(buffer, 0, count);
        }
        while (!pipe.IsMessageComplete);
        return message.Length == 0 ? "" : Hex(message.ToArray(), (int) message.Length);
    }

    void Fill(long total)
    {
        for (long done = 0; done < total; done += Chunk)
        {
            var bytes = new byte[Math.Min(Chunk, total - done)];
            for (int i = 0; i < bytes.Length; i++)
                bytes[i] = (byte) ((done + i) % 251);
            Write(bytes);
        }
    }

    string Drain(long total)
    {
        var bytes = new byte[Chunk];
        uint crc = 0;
        for (long done = 0; done < total; done += Chunk)
        {
            int wanted = (int) Math.Min(Chunk, total - done);
            int length = Read(bytes, wanted);
            for (int i = 0; i < length; i++)
                if (bytes[i] != (done + i) % 251)
                    throw new Failure("EIO", "byte " + (done + i) + " differs");
            if (length < wanted)
                throw new Failure("EPIPE", "the end came after " + (done + length) + " bytes");
            crc = Crc32(crc, bytes, length);
        }
        return crc.ToString("x8");
    }

    // As in java.util.zip.
    static uint Crc32(uint crc, byte[] bytes, int length)
    {
        crc = ~crc;
        for (int i = 0; i < length; i++)
        {
            crc ^= bytes[i];
            for (int bit = 0; bit < 8; bit++)
                crc = crc >> 1 ^ (0xEDB88320U & (0U - (crc & 1U)));
        }
        return ~crc;
    }

    public override void Dispose()
    {
        if (pipe != null)
            pipe.Dispose();
        pipe = null;
    }
}

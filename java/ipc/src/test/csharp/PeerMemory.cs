using System;
using System.IO;
using System.IO.MemoryMappedFiles;
using System.Text;

// A view of a whole mapping; the two kinds differ in what the mapping is of.
abstract class Mapping : Kind
{
    MemoryMappedFile map;
    MemoryMappedViewAccessor view;
    long size;

    protected Mapping()
    {
        On("read", words =>
        {
            var bytes = new byte[words.Int(2)];
            At(words.Number(1), bytes.Length).ReadArray(words.Number(1), bytes, 0, bytes.Length);
            return Hex(bytes, bytes.Length);
        });
        On("write", words =>
        {
            byte[] bytes = words.Bytes(2);
            At(words.Number(1), bytes.Length).WriteArray(words.Number(1), bytes, 0, bytes.Length);
        });
        On("strcpy", words =>
        {
            byte[] bytes = Encoding.UTF8.GetBytes(words.Rest() + "\0");
            At(0, bytes.Length).WriteArray(0, bytes, 0, bytes.Length);
        });
        On("string", words => ReadString());
        On("flush", words => At(0, 0).Flush());
        On("close", words => Dispose());
    }

    // The region of a view counts whole pages: the size is known only where we or the file tell it.
    protected string Open(MemoryMappedFile opened, bool readOnly, long knownSize)
    {
        Dispose();
        map = opened;
        view = map.CreateViewAccessor(0, 0, readOnly ? MemoryMappedFileAccess.Read : MemoryMappedFileAccess.ReadWrite);
        size = knownSize != 0 ? knownSize : view.Capacity;
        return size.ToString();
    }

    MemoryMappedViewAccessor At(long offset, int length)
    {
        if (view == null)
            throw new Failure("EINVAL", "there is no memory here yet");
        if (offset < 0 || offset > size || length > size - offset)
            throw new Failure("ERANGE", "beyond the " + size + " bytes");
        return view;
    }

    string ReadString()
    {
        var bytes = new MemoryStream();
        for (long i = 0; i < size; i++)
        {
            byte next = At(i, 1).ReadByte(i);
            if (next == 0)
                break;
            bytes.WriteByte(next);
        }
        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    public override void Dispose()
    {
        if (view != null)
            view.Dispose();
        if (map != null)
            map.Dispose();
        view = null;
        map = null;
    }
}

class NamedMapping : Mapping
{
    public NamedMapping(string name)
    {
        On("create", words =>
        {
            Open(MemoryMappedFile.CreateNew(name, words.Number(1)), false, words.Number(1));
        });
        On("open", words =>
        {
            bool readOnly = words.Has(1, "ro");
            var rights = readOnly ? MemoryMappedFileRights.Read : MemoryMappedFileRights.ReadWrite;
            return Open(MemoryMappedFile.OpenExisting(name, rights), readOnly, 0);
        });
    }
}

class MappedFile : Mapping
{
    public MappedFile(string path)
    {
        On("create", words =>
        {
            Open(FromFile(path, FileMode.CreateNew, words.Number(1), false), false, words.Number(1));
        });
        On("open", words =>
        {
            bool readOnly = words.Has(1, "ro");
            return Open(FromFile(path, FileMode.Open, 0, readOnly), readOnly, new FileInfo(path).Length);
        });
        On("unlink", words => File.Delete(path));
    }

    static MemoryMappedFile FromFile(string path, FileMode mode, long size, bool readOnly)
    {
        var file = new FileStream(
            path, mode, readOnly ? FileAccess.Read : FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        var access = readOnly ? MemoryMappedFileAccess.Read : MemoryMappedFileAccess.ReadWrite;
        return MemoryMappedFile.CreateFromFile(file, null, size, access, HandleInheritability.None, false);
    }
}

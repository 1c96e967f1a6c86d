// The C# half of the two-process tests, with what .NET's own libraries offer. `Peer.dll KIND NAME` writes `ready PID`, then
// answers each line of stdin with one line: `ok [VALUES]` or `error VERB CODE text`, where CODE is an HRESULT of Windows
// (0x8007….), a name of our own or the exception's. `quit` and the end of stdin end it, `die` kills it.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Text;
using System.Threading;

// What a command answers with `error VERB CODE text`, where no exception of .NET's says it.
class Failure : Exception
{
    public readonly string Code;

    public Failure(string code, string text) : base(text)
    {
        Code = code;
    }
}

// A command line's words; word 0 is the verb.
class Words
{
    readonly string line;
    readonly string[] words;

    public Words(string line)
    {
        this.line = line;
        words = line.Split(new[] {' '}, StringSplitOptions.RemoveEmptyEntries);
    }

    public int Count { get { return words.Length; } }

    public string this[int index]
    {
        get
        {
            if (index >= words.Length)
                throw new Failure("EINVAL", "word " + index + " is missing: " + line);
            return words[index];
        }
    }

    public long Number(int index)
    {
        return long.Parse(this[index]);
    }

    public int Int(int index)
    {
        return int.Parse(this[index]);
    }

    public bool Has(int index, string word)
    {
        return index < words.Length && words[index] == word;
    }

    public byte[] Bytes(int index)
    {
        string hex = this[index] == "-" ? "" : this[index];
        var bytes = new byte[hex.Length / 2];
        for (int i = 0; i < bytes.Length; i++)
            bytes[i] = Convert.ToByte(hex.Substring(2 * i, 2), 16);
        return bytes;
    }

    // All of the line behind the verb, spaces included.
    public string Rest()
    {
        int space = line.IndexOf(' ');
        return space < 0 ? "" : line.Substring(space + 1);
    }
}

// One object of the operating system and the verbs that it understands.
abstract class Kind : IDisposable
{
    readonly Dictionary<string, Func<Words, string>> verbs = new Dictionary<string, Func<Words, string>>();

    protected void On(string name, Func<Words, string> verb)
    {
        verbs[name] = verb;
    }

    protected void On(string name, Action<Words> verb)
    {
        verbs[name] = words =>
        {
            verb(words);
            return "";
        };
    }

    public string Answer(Words words)
    {
        Func<Words, string> verb;
        if (!verbs.TryGetValue(words[0], out verb))
            throw new Failure("EINVAL", "unknown command: " + words[0]);
        return verb(words);
    }

    public abstract void Dispose();

    protected static string Hex(byte[] bytes, int length)
    {
        if (length == 0)
            return "-";
        var text = new StringBuilder(2 * length);
        for (int i = 0; i < length; i++)
            text.Append(bytes[i].ToString("x2"));
        return text.ToString();
    }
}

static class Program
{
    const int LimitMillis = 120000;

    // For lines before the answer.
    public static StreamWriter Output { get; private set; }

    static Kind Make(string kind, string name)
    {
        switch (kind)
        {
            case "win-map":
                return new NamedMapping(name);
            case "file":
                return new MappedFile(name);
            case "win-sem":
                return new NamedSemaphore(name);
            case "win-mutex":
                return new NamedMutex(name);
            case "win-event":
                return new NamedEvent(name);
            case "pipe":
                return new NamedPipe(name);
            case "ring":
                return new PeerRing(name);
            default:
                return null;
        }
    }

    static void Die()
    {
        Process.GetCurrentProcess().Kill();
        Thread.Sleep(Timeout.Infinite);
    }

    // FACILITY_WIN32 has the error of the system; the HRESULT of another exception says no more than its name.
    static string Code(Exception e)
    {
        var failure = e as Failure;
        if (failure != null)
            return failure.Code;
        return ((uint) e.HResult & 0xFFFF0000) == 0x80070000 ? "0x" + e.HResult.ToString("X8") : e.GetType().Name;
    }

    static string Answer(Kind kind, string line)
    {
        var words = new Words(line);
        try
        {
            string values = kind.Answer(words);
            return values == "" ? "ok" : "ok " + values;
        }
        catch (Exception e)
        {
            string verb = words.Count == 0 ? "usage" : words[0];
            return "error " + verb + " " + Code(e) + " " + e.Message.Replace("\r", "").Replace('\n', ' ');
        }
    }

    // Names are not ASCII alone, and neither a byte order mark nor a carriage return belongs to the protocol.
    static int Main(string[] args)
    {
        var utf8 = new UTF8Encoding(false);
        var input = new StreamReader(Console.OpenStandardInput(), utf8);
        var output = new StreamWriter(Console.OpenStandardOutput(), utf8) {NewLine = "\n", AutoFlush = true};
        Output = output;
        Kind kind = args.Length == 2 ? Make(args[0], args[1]) : null;
        if (kind == null)
        {
            Console.Error.WriteLine("usage: Peer.dll KIND NAME");
            return 2;
        }
        output.WriteLine("ready " + Process.GetCurrentProcess().Id);

        // While a call blocks, the end of stdin goes unseen: no wait outlives a test.
        using (var limit = new Timer(state => Die()))
        {
            string line;
            while ((line = input.ReadLine()) != null && line != "quit")
            {
                if (line == "die")
                    Die();
                limit.Change(LimitMillis, Timeout.Infinite);
                output.WriteLine(Answer(kind, line));
                limit.Change(Timeout.Infinite, Timeout.Infinite);
            }
            kind.Dispose();
            if (line != null)
                output.WriteLine("ok");
        }
        return 0;
    }
}

using System;
using System.Threading;

// A named object that WaitOne waits for. All verbs run on one thread, to which a mutex belongs.
abstract class Waitable<T> : Kind where T : WaitHandle
{
    T handle;

    protected Waitable()
    {
        On("close", words => Dispose());
    }

    protected T Handle
    {
        get
        {
            if (handle == null)
                throw new Failure("EINVAL", "neither created nor open");
            return handle;
        }
    }

    protected void Adopt(T opened)
    {
        Dispose();
        handle = opened;
    }

    // .NET opens what exists already: the failure that Windows' own programs have is made here.
    protected void Adopt(T created, bool createdNew)
    {
        Adopt(created);
        if (createdNew)
            return;
        Dispose();
        throw new Failure("0x800700B7", "exists already");
    }

    // A negative time has no end.
    protected bool Wait(Words words)
    {
        int millis = words.Int(1);
        return Handle.WaitOne(millis < 0 ? Timeout.Infinite : millis);
    }

    public override void Dispose()
    {
        if (handle != null)
            handle.Dispose();
        handle = null;
    }
}

class NamedSemaphore : Waitable<Semaphore>
{
    public NamedSemaphore(string name)
    {
        On("create", words =>
        {
            bool createdNew;
            var created = new Semaphore(words.Int(1), words.Int(2), name, out createdNew);
            Adopt(created, createdNew);
        });
        On("open", words => Adopt(Semaphore.OpenExisting(name)));
        On("acquire", words => Wait(words) ? "1" : "0");
        On("release", words => { Handle.Release(); });
    }
}

class NamedMutex : Waitable<Mutex>
{
    public NamedMutex(string name)
    {
        On("create", words =>
        {
            bool createdNew;
            var created = new Mutex(false, name, out createdNew);
            Adopt(created, createdNew);
        });
        On("open", words => Adopt(Mutex.OpenExisting(name)));
        On("acquire", words =>
        {
            try
            {
                return Wait(words) ? "acquired" : "timeout";
            }
            catch (AbandonedMutexException)
            {
                return "abandoned";
            }
        });
        On("release", words => { Handle.ReleaseMutex(); });
    }
}

class NamedEvent : Waitable<EventWaitHandle>
{
    public NamedEvent(string name)
    {
        On("create", words =>
        {
            bool createdNew;
            var mode = words[1] == "manual" ? EventResetMode.ManualReset : EventResetMode.AutoReset;
            var created = new EventWaitHandle(false, mode, name, out createdNew);
            Adopt(created, createdNew);
        });
        On("open", words => Adopt(EventWaitHandle.OpenExisting(name)));
        On("set", words => { Handle.Set(); });
        On("reset", words => { Handle.Reset(); });
        On("wait", words => Wait(words) ? "1" : "0");
    }
}

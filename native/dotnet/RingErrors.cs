// The exceptions of the ring channel. "Not now" is a return value (false or 0), because it is on the fast path and is
// no error. Misuse throws ArgumentException, InvalidOperationException or ObjectDisposedException.
using System;
using System.ComponentModel;
using System.IO;

namespace NativeIpc.Ring
{
    /// <summary>A failed call on a ring channel: its name, the object, and the code of the system.</summary>
    public class RingException : IOException
    {
        internal RingException(string call, string target, int code, string why)
            : base(call + "(\"" + target + "\"): " + (why ?? new Win32Exception(code).Message))
        {
            Call = call;
            Target = target;
            Code = code;
        }

        /// <summary>The system call that failed, or "ring" for a finding of the ring channel itself.</summary>
        public string Call { get; }

        /// <summary>The channel: "ring:" and its name.</summary>
        public string Target { get; }

        /// <summary>The errno value, or the error code of Windows if a call of Windows failed.</summary>
        public int Code { get; }
    }

    /// <summary>There is a channel of this name.</summary>
    public sealed class AlreadyExistsException : RingException
    {
        internal AlreadyExistsException(string call, string target, int code, string why)
            : base(call, target, code, why)
        {
        }
    }

    /// <summary>There is no channel of this name, or it was retired.</summary>
    public sealed class NotFoundException : RingException
    {
        internal NotFoundException(string call, string target, int code, string why) : base(call, target, code, why)
        {
        }
    }

    /// <summary>The object belongs to another user, or other users may write to it.</summary>
    public sealed class AccessDeniedException : RingException
    {
        internal AccessDeniedException(string call, string target, int code, string why) : base(call, target, code, why)
        {
        }
    }

    /// <summary>The system has no memory for the channel.</summary>
    public sealed class NoSpaceException : RingException
    {
        internal NoSpaceException(string call, string target, int code, string why) : base(call, target, code, why)
        {
        }
    }

    /// <summary>Another participant has the consumer's slot, every lane, or the creator's lock.</summary>
    public sealed class BusyException : RingException
    {
        internal BusyException(string target, string why) : base("ring", target, RingErrors.EBUSY, why)
        {
        }
    }

    /// <summary>The consumer died, or the channel was retired.</summary>
    public sealed class PeerClosedException : RingException
    {
        internal PeerClosedException(string target, string why) : base("ring", target, RingErrors.EPIPE, why)
        {
        }
    }

    /// <summary>The memory contains a value that no correct peer writes, or another channel.</summary>
    public sealed class CorruptException : RingException
    {
        internal CorruptException(string target, string why) : base("ring", target, RingErrors.EBADMSG, why)
        {
        }
    }

    internal static class RingErrors
    {
        public const int EPERM = 1, ENOENT = 2, EINTR = 4, EAGAIN = 11, ENOMEM = 12, EACCES = 13, EBUSY = 16;
        public const int EEXIST = 17, ENOSPC = 28, EPIPE = 32, ELOOP = 40, EBADMSG = 74;

        public static RingException OfErrno(string call, string target, int code)
        {
            switch (code)
            {
                case EEXIST:
                    return new AlreadyExistsException(call, target, code, null);
                case ENOENT:
                    return new NotFoundException(call, target, code, null);
                case EACCES:
                case EPERM:
                case ELOOP:
                    return new AccessDeniedException(call, target, code, null);
                case ENOSPC:
                case ENOMEM:
                    return new NoSpaceException(call, target, code, null);
                default:
                    return new RingException(call, target, code, null);
            }
        }

        public static RingException OfWindows(string call, string target, int code)
        {
            switch (code)
            {
                case 183: // ERROR_ALREADY_EXISTS
                    return new AlreadyExistsException(call, target, code, null);
                case 2: // ERROR_FILE_NOT_FOUND
                    return new NotFoundException(call, target, code, null);
                case 5: // ERROR_ACCESS_DENIED
                    return new AccessDeniedException(call, target, code, null);
                case 8: // ERROR_NOT_ENOUGH_MEMORY
                case 1455: // ERROR_COMMITMENT_LIMIT
                    return new NoSpaceException(call, target, code, null);
                default:
                    return new RingException(call, target, code, null);
            }
        }
    }
}

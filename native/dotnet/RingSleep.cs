// The pauses between two attempts, and the deadlines of waits.
using System;
using System.Diagnostics;
using System.Threading;

namespace NativeIpc.Ring
{
    // The pause between two attempts. A field of its user, which is not copied.
    internal struct RingIdle
    {
        public const int Spins = 64;
        public const int Yields = 64;
        public const int YieldSpins = 0; // of RingWait.Yield
        public const int ShortestPause = 50; // µs
        public const int LongestPause = 5000;

        readonly RingWait wait;
        int empty;

        public RingIdle(RingWait wait)
        {
            this.wait = wait;
            empty = 0;
        }

        // Pauses. Returns true if it is time to sleep, which RingWait.Sleep leaves to the caller.
        public bool Pause()
        {
            if (empty < int.MaxValue)
                empty++;
            if (wait == RingWait.Spin || empty <= (wait == RingWait.Yield ? YieldSpins : Spins))
            {
                Thread.SpinWait(1);
                return false;
            }
            if (empty <= Spins + Yields || wait == RingWait.Yield)
            {
                Thread.Yield();
                return false;
            }
            if (wait == RingWait.Sleep)
                return true;
            RingSleep.Nap(LongPause(empty - Spins - Yields - 1));
            return false;
        }

        // The length of a pause after so many before it.
        public static int LongPause(int before)
        {
            return Math.Min(ShortestPause << Math.Min(before, 10), LongestPause);
        }

        // Whether reading the clock is worth its cost after this attempt.
        public bool LooksAtClock
        {
            get { return empty % Spins == 0 || (wait != RingWait.Spin && empty > Spins); }
        }
    }

    // The pause between two attempts of a producer without room. It does not yield: except with RingWait.Spin it would
    // take processor time from the consumer that it waits for.
    internal struct RingRoomIdle
    {
        public const int Spins = 16;
        public const int Nap = 20; // µs

        readonly RingWait wait;
        int attempts;

        public RingRoomIdle(RingWait wait)
        {
            this.wait = wait;
            attempts = 0;
        }

        // Pauses. Returns true if it is time to sleep, which RingWait.Sleep leaves to the caller.
        public bool Pause()
        {
            if (attempts < int.MaxValue)
                attempts++;
            if (wait == RingWait.Spin || attempts <= Spins)
            {
                Thread.SpinWait(1);
                return false;
            }
            if (wait == RingWait.Sleep)
                return true;
            int late = attempts - Spins - RingIdle.Yields - 1;
            bool naps = wait == RingWait.Yield || late < 0;
            RingSleep.Nap(naps ? Nap : RingIdle.LongPause(late));
            return false;
        }

        // Whether reading the clock is worth its cost after this attempt.
        public bool LooksAtClock
        {
            get { return attempts % 64 == 0 || (wait != RingWait.Spin && attempts > Spins); }
        }
    }

    // A deadline, and an action that is due every 50 ms until then.
    internal struct RingSlices
    {
        public const int SliceMicros = 50000;
        static readonly long Slice = Stopwatch.Frequency * SliceMicros / 1000000;

        readonly long deadline;
        long next;
        long now;

        // Timeout.InfiniteTimeSpan has no end. Other negative times are an error, as in .NET's own waits.
        public RingSlices(TimeSpan timeout)
        {
            if (timeout < TimeSpan.Zero && timeout != Timeout.InfiniteTimeSpan)
                throw new ArgumentOutOfRangeException(nameof(timeout), "a timeout is not negative: " + timeout);
            now = Stopwatch.GetTimestamp();
            next = now + Slice;
            double ticks = timeout.Ticks * ((double) Stopwatch.Frequency / TimeSpan.TicksPerSecond);
            bool endless = timeout == Timeout.InfiniteTimeSpan || ticks >= long.MaxValue / 2 - now;
            deadline = endless ? long.MaxValue : now + (long) ticks;
        }

        // Whether the deadline has passed.
        public bool IsLate()
        {
            now = Stopwatch.GetTimestamp();
            return now >= deadline;
        }

        // Whether the action is due, at the time that IsLate read.
        public bool IsDue()
        {
            if (now < next)
                return false;
            next = now + Slice;
            return true;
        }

        // The longest time in microseconds that the caller may sleep now.
        public long Left
        {
            get
            {
                long until = Math.Min(Math.Min(next, deadline) - now, Slice);
                return until <= 0 ? 0 : until * 1000000 / Stopwatch.Frequency;
            }
        }
    }

    internal static unsafe class RingSleep
    {
        // Sleeps for a short time.
        public static void Nap(int micros)
        {
            if (RingPlatform.IsLinux)
                Libc.Nap(micros);
            else
                Thread.Sleep(Math.Max(1, micros / 1000));
        }

        // Sleeps while the word is 1, but not longer than this. Only in channels with sleeping waits, so only on Linux.
        public static void WaitWhileOne(byte* word, long micros)
        {
            Libc.FutexWait(word, 1, micros);
        }

        public static void Wake(byte* word)
        {
            if (RingPlatform.IsLinux)
                Libc.FutexWake(word, 1);
        }

        // The strategy for a channel, if it supports the one that was asked for.
        public static RingWait Checked(RingWait? asked, RingGeometry geometry)
        {
            if (asked == RingWait.Sleep && !geometry.SleepingWaits)
                throw new ArgumentException("RingWait.Sleep needs a channel that was created with SleepingWaits");
            bool sleeps = geometry.SleepingWaits && RingPlatform.IsLinux;
            RingWait wait = asked ?? (geometry.SleepingWaits ? RingWait.Sleep : RingWait.BackOff);
            return wait == RingWait.Sleep && !sleeps ? RingWait.BackOff : wait;
        }
    }
}

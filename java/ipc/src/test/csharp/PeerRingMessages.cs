using System;

// The messages of RingMessages.java: the first byte identifies the producer; the length and all other bytes follow from
// the number.
static class RingMessages
{
    static long Mix(long number)
    {
        ulong mixed = unchecked((ulong) number * 0x9E3779B97F4A7C15);
        return unchecked((long) (mixed ^ mixed >> 29));
    }

    public static int Length(int id, long number, int maxMessage)
    {
        if (number < maxMessage)
            return (int) number + 1;
        long most = number % 2 == 0 ? Math.Min(64, maxMessage) : maxMessage;
        long rest = Mix(number + id) % most;
        return (int) (1 + (rest < 0 ? rest + most : rest));
    }

    public static void Fill(Span<byte> message, int id, long number)
    {
        long mixed = Mix(number);
        message[0] = (byte) id;
        for (int i = 1; i < message.Length; i++)
            message[i] = unchecked((byte) (mixed + i * 31));
    }
}

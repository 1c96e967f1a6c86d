package io.nativeipc.ring;

/**
 * A step of {@code docs/ring-layout.md} at which the tests kill or stop a process. This class does nothing and costs
 * nothing once it is compiled. The processes that the tests kill have another class of this name before it on the class
 * path.
 */
final class KillPoint {
    private KillPoint() {}

    static void reached(String step) {}
}

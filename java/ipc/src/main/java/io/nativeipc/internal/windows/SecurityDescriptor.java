package io.nativeipc.internal.windows;

import io.nativeipc.AccessDeniedException;
import io.nativeipc.IpcException;
import io.nativeipc.internal.failure.Win32Failure;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.View;
import io.nativeipc.internal.sys.Win32;
import io.nativeipc.internal.sys.Win32Constants;
import io.nativeipc.internal.sys.Win32Structs;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/**
 * A security descriptor in memory that the system has allocated (ConvertStringSecurityDescriptorToSecurityDescriptorW).
 */
public final class SecurityDescriptor implements AutoCloseable {
    private final long address;

    private SecurityDescriptor(long address) {
        this.address = address;
    }

    /**
     * Creates the descriptor that a string describes.
     *
     * @throws IpcException if the string is invalid; the message contains the call's name and the string
     */
    public static SecurityDescriptor of(String sddl) throws IpcException {
        ByteBuffer descriptor = Win32Structs.allocate(Long.BYTES);
        int converted = Native.win32()
                .ConvertStringSecurityDescriptorToSecurityDescriptorW(
                        sddl, Win32Constants.SDDL_REVISION_1, descriptor, null);
        Win32Failure.check(converted, "ConvertStringSecurityDescriptorToSecurityDescriptorW", sddl);
        return new SecurityDescriptor(descriptor.getLong(0));
    }

    /** Returns attributes for a handle that no child process inherits; valid until this descriptor is closed. */
    public ByteBuffer attributes() {
        return Win32Structs.securityAttributes(address);
    }

    /** Applies this descriptor's access control list to an existing object (SetKernelObjectSecurity). */
    public void applyTo(long handle, String object) throws IpcException {
        int what = Win32Constants.DACL_SECURITY_INFORMATION | Win32Constants.PROTECTED_DACL_SECURITY_INFORMATION;
        Win32Failure.check(
                Native.win32().SetKernelObjectSecurity(handle, what, address), "SetKernelObjectSecurity", object);
    }

    @Override
    public void close() {
        Native.win32().LocalFree(address);
    }

    /** Returns the owner and access control list of a handle's object, in SDDL (GetSecurityInfo). */
    public static String read(long handle, String object) throws IpcException {
        int what = Win32Constants.OWNER_SECURITY_INFORMATION | Win32Constants.DACL_SECURITY_INFORMATION;
        Win32 win32 = Native.win32();
        ByteBuffer string = Win32Structs.allocate(Long.BYTES);
        ByteBuffer length = Win32Structs.allocate(Integer.BYTES);
        try (SecurityDescriptor descriptor = get(handle, what, Win32Structs.allocate(Long.BYTES), object)) {
            int converted = win32.ConvertSecurityDescriptorToStringSecurityDescriptorW(
                    descriptor.address, Win32Constants.SDDL_REVISION_1, what, string, length);
            Win32Failure.check(converted, "ConvertSecurityDescriptorToStringSecurityDescriptorW", object);
        }
        long address = string.getLong(0);
        View characters = Native.views().of(address, 2L * length.getInt(0), () -> win32.LocalFree(address));
        String sddl = StandardCharsets.UTF_16LE
                .decode(characters.buffer(0, 2 * length.getInt(0)))
                .toString();
        characters.close();
        return sddl.substring(0, sddl.indexOf('\0'));
    }

    /**
     * Returns the SID of the owner of a handle's object. Windows gives every object an owner; Wine gives none to an
     * object that was created without a security descriptor.
     */
    static Optional<String> owner(long handle, String object) throws IpcException {
        ByteBuffer owner = Win32Structs.allocate(Long.BYTES);
        try (SecurityDescriptor descriptor = get(handle, Win32Constants.OWNER_SECURITY_INFORMATION, owner, object)) {
            assert descriptor.address != 0;
            return owner.getLong(0) == 0 ? Optional.empty() : Optional.of(Sid.at(owner.getLong(0)));
        }
    }

    private static SecurityDescriptor get(long handle, int what, ByteBuffer owner, String object) throws IpcException {
        ByteBuffer descriptor = Win32Structs.allocate(Long.BYTES);
        int got = Native.win32()
                .GetSecurityInfo(handle, Win32Constants.SE_KERNEL_OBJECT, what, owner, null, null, null, descriptor);
        Win32Failure.check(got, "GetSecurityInfo", object);
        return new SecurityDescriptor(descriptor.getLong(0));
    }

    /**
     * Rejects an object whose owner is not this user, SYSTEM or the Administrators, because a less privileged process
     * has then taken the name first.
     */
    public static void requireTrustedOwner(long handle, String address) throws IpcException {
        requireTrustedOwner(handle, address, "");
    }

    /**
     * Does the same as {@link #requireTrustedOwner(long, String)}, with a hint.
     *
     * @param wayOut how a caller can use the object nevertheless; may be empty
     */
    public static void requireTrustedOwner(long handle, String address, String wayOut) throws IpcException {
        Optional<String> owner = owner(handle, address);
        if (owner.isPresent()
                && !Set.of(Sid.ofCurrentUser(), Sid.SYSTEM, Sid.ADMINISTRATORS).contains(owner.get())) {
            String text = "it belongs to " + owner.get() + ", not to " + Sid.ofCurrentUser()
                    + (wayOut.isEmpty() ? "" : "; " + wayOut);
            throw new AccessDeniedException(address, "wrong owner", text);
        }
    }
}

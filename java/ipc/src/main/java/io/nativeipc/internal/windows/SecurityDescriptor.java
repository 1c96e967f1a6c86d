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

/** A security descriptor in memory that the system has allocated (ConvertStringSecurityDescriptorToSecurityDescriptorW). */
public final class SecurityDescriptor implements AutoCloseable {
    private final long address;

    private SecurityDescriptor(long address) {
        this.address = address;
    }

    /**
     * The descriptor that a string describes.
     *
     * @throws IpcException if it is none; the call's name and the string are in the message
     */
    public static SecurityDescriptor of(String sddl) throws IpcException {
        ByteBuffer descriptor = Win32Structs.allocate(Long.BYTES);
        int converted = Native.win32()
                .ConvertStringSecurityDescriptorToSecurityDescriptorW(
                        sddl, Win32Constants.SDDL_REVISION_1, descriptor, null);
        Win32Failure.check(converted, "ConvertStringSecurityDescriptorToSecurityDescriptorW", sddl);
        return new SecurityDescriptor(descriptor.getLong(0));
    }

    /** For a handle that no child process inherits; valid until this descriptor is closed. */
    public ByteBuffer attributes() {
        return Win32Structs.securityAttributes(address);
    }

    /** Gives an object that exists already this descriptor's access control list (SetKernelObjectSecurity). */
    public void applyTo(long handle, String object) throws IpcException {
        int what = Win32Constants.DACL_SECURITY_INFORMATION | Win32Constants.PROTECTED_DACL_SECURITY_INFORMATION;
        Win32Failure.check(
                Native.win32().SetKernelObjectSecurity(handle, what, address), "SetKernelObjectSecurity", object);
    }

    @Override
    public void close() {
        Native.win32().LocalFree(address);
    }

    /** Owner and access control list of what a handle is of, in SDDL (GetSecurityInfo). */
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
     * The SID of the owner of what a handle is of. Windows gives every object an owner; Wine gives none to what was created
     * without a security descriptor.
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
     * Refuses an object that belongs to neither this user, nor the system, nor the Administrators: somebody who may not
     * become this user has taken the name first.
     */
    public static void requireTrustedOwner(long handle, String address) throws IpcException {
        requireTrustedOwner(handle, address, "");
    }

    /**
     * {@link #requireTrustedOwner(long, String)} with a hint.
     *
     * @param wayOut what a caller does that wants the object all the same; may be empty
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

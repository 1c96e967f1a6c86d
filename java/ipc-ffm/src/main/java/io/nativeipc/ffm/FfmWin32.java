package io.nativeipc.ffm;

import static io.nativeipc.ffm.Calls.INT;
import static io.nativeipc.ffm.Calls.LONG;
import static io.nativeipc.ffm.Calls.POINTER;
import static io.nativeipc.ffm.Calls.failed;
import static io.nativeipc.ffm.Calls.wide;
import static io.nativeipc.ffm.Calls.win32;

import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * kernel32 and advapi32, called directly. As in {@link FfmPosix}, the handles of each header are in one holder class,
 * so that a program links only those that it uses.
 */
final class FfmWin32 extends FfmWin32Files {

    // memoryapi.h

    private static final class Memory {
        // HANDLE CreateFileMappingW(HANDLE hFile, LPSECURITY_ATTRIBUTES lpFileMappingAttributes, DWORD flProtect,
        //         DWORD dwMaximumSizeHigh, DWORD dwMaximumSizeLow, LPCWSTR lpName)
        static final MethodHandle CreateFileMappingW =
                win32("CreateFileMappingW", LONG, LONG, POINTER, INT, INT, INT, POINTER);

        // HANDLE OpenFileMappingW(DWORD dwDesiredAccess, BOOL bInheritHandle, LPCWSTR lpName)
        static final MethodHandle OpenFileMappingW = win32("OpenFileMappingW", LONG, INT, INT, POINTER);

        // LPVOID MapViewOfFile(HANDLE hFileMappingObject, DWORD dwDesiredAccess, DWORD dwFileOffsetHigh, DWORD
        //         dwFileOffsetLow, SIZE_T dwNumberOfBytesToMap)
        static final MethodHandle MapViewOfFile = win32("MapViewOfFile", LONG, LONG, INT, INT, INT, LONG);

        // BOOL UnmapViewOfFile(LPCVOID lpBaseAddress)
        static final MethodHandle UnmapViewOfFile = win32("UnmapViewOfFile", INT, LONG);

        // BOOL FlushViewOfFile(LPCVOID lpBaseAddress, SIZE_T dwNumberOfBytesToFlush)
        static final MethodHandle FlushViewOfFile = win32("FlushViewOfFile", INT, LONG, LONG);

        // SIZE_T VirtualQuery(LPCVOID lpAddress, PMEMORY_BASIC_INFORMATION lpBuffer, SIZE_T dwLength)
        static final MethodHandle VirtualQuery = win32("VirtualQuery", LONG, LONG, POINTER, LONG);

        // LPVOID VirtualAlloc(LPVOID lpAddress, SIZE_T dwSize, DWORD flAllocationType, DWORD flProtect)
        static final MethodHandle VirtualAlloc = win32("VirtualAlloc", LONG, LONG, LONG, INT, INT);
    }

    @Override
    public long CreateFileMappingW(
            long hFile,
            @Nullable ByteBuffer lpFileMappingAttributes,
            int flProtect,
            int dwMaximumSizeHigh,
            int dwMaximumSizeLow,
            @Nullable String lpName,
            int[] lastError) {
        try (CallState state = CallState.get();
                Arena arena = Arena.ofConfined()) {
            long handle = (long) Memory.CreateFileMappingW.invokeExact(
                    state.segment(),
                    hFile,
                    state.memory(lpFileMappingAttributes),
                    flProtect,
                    dwMaximumSizeHigh,
                    dwMaximumSizeLow,
                    wide(arena, lpName));
            lastError[0] = state.code();
            return state.unlessZero(handle);
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public long OpenFileMappingW(int dwDesiredAccess, int bInheritHandle, String lpName) {
        try (CallState state = CallState.get();
                Arena arena = Arena.ofConfined()) {
            return state.unlessZero((long) Memory.OpenFileMappingW.invokeExact(
                    state.segment(), dwDesiredAccess, bInheritHandle, wide(arena, lpName)));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public long MapViewOfFile(
            long hFileMappingObject,
            int dwDesiredAccess,
            int dwFileOffsetHigh,
            int dwFileOffsetLow,
            long dwNumberOfBytesToMap) {
        try (CallState state = CallState.get()) {
            return state.unlessZero((long) Memory.MapViewOfFile.invokeExact(
                    state.segment(),
                    hFileMappingObject,
                    dwDesiredAccess,
                    dwFileOffsetHigh,
                    dwFileOffsetLow,
                    dwNumberOfBytesToMap));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int UnmapViewOfFile(long lpBaseAddress) {
        try (CallState state = CallState.get()) {
            return state.unlessZero((int) Memory.UnmapViewOfFile.invokeExact(state.segment(), lpBaseAddress));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int FlushViewOfFile(long lpBaseAddress, long dwNumberOfBytesToFlush) {
        try (CallState state = CallState.get()) {
            return state.unlessZero(
                    (int) Memory.FlushViewOfFile.invokeExact(state.segment(), lpBaseAddress, dwNumberOfBytesToFlush));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public long VirtualQuery(long lpAddress, @Nullable ByteBuffer lpBuffer, long dwLength) {
        try (CallState state = CallState.get()) {
            return state.unlessZero((long)
                    Memory.VirtualQuery.invokeExact(state.segment(), lpAddress, state.memory(lpBuffer), dwLength));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public long VirtualAlloc(long lpAddress, long dwSize, int flAllocationType, int flProtect) {
        try (CallState state = CallState.get()) {
            return state.unlessZero((long)
                    Memory.VirtualAlloc.invokeExact(state.segment(), lpAddress, dwSize, flAllocationType, flProtect));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    // synchapi.h

    private static final class Synchronization {
        // HANDLE CreateSemaphoreW(LPSECURITY_ATTRIBUTES lpSemaphoreAttributes, LONG lInitialCount, LONG
        //         lMaximumCount, LPCWSTR lpName)
        static final MethodHandle CreateSemaphoreW = win32("CreateSemaphoreW", LONG, POINTER, INT, INT, POINTER);

        // HANDLE OpenSemaphoreW(DWORD dwDesiredAccess, BOOL bInheritHandle, LPCWSTR lpName)
        static final MethodHandle OpenSemaphoreW = win32("OpenSemaphoreW", LONG, INT, INT, POINTER);

        // BOOL ReleaseSemaphore(HANDLE hSemaphore, LONG lReleaseCount, LPLONG lpPreviousCount)
        static final MethodHandle ReleaseSemaphore = win32("ReleaseSemaphore", INT, LONG, INT, POINTER);

        // HANDLE CreateMutexW(LPSECURITY_ATTRIBUTES lpMutexAttributes, BOOL bInitialOwner, LPCWSTR lpName)
        static final MethodHandle CreateMutexW = win32("CreateMutexW", LONG, POINTER, INT, POINTER);

        // HANDLE OpenMutexW(DWORD dwDesiredAccess, BOOL bInheritHandle, LPCWSTR lpName)
        static final MethodHandle OpenMutexW = win32("OpenMutexW", LONG, INT, INT, POINTER);

        // BOOL ReleaseMutex(HANDLE hMutex)
        static final MethodHandle ReleaseMutex = win32("ReleaseMutex", INT, LONG);

        // HANDLE CreateEventW(LPSECURITY_ATTRIBUTES lpEventAttributes, BOOL bManualReset, BOOL bInitialState, LPCWSTR
        //         lpName)
        static final MethodHandle CreateEventW = win32("CreateEventW", LONG, POINTER, INT, INT, POINTER);

        // HANDLE OpenEventW(DWORD dwDesiredAccess, BOOL bInheritHandle, LPCWSTR lpName)
        static final MethodHandle OpenEventW = win32("OpenEventW", LONG, INT, INT, POINTER);

        // BOOL SetEvent(HANDLE hEvent)
        static final MethodHandle SetEvent = win32("SetEvent", INT, LONG);

        // BOOL ResetEvent(HANDLE hEvent)
        static final MethodHandle ResetEvent = win32("ResetEvent", INT, LONG);

        // DWORD WaitForSingleObject(HANDLE hHandle, DWORD dwMilliseconds)
        static final MethodHandle WaitForSingleObject = win32("WaitForSingleObject", INT, LONG, INT);

        // DWORD WaitForMultipleObjects(DWORD nCount, const HANDLE *lpHandles, BOOL bWaitAll, DWORD dwMilliseconds)
        static final MethodHandle WaitForMultipleObjects = win32("WaitForMultipleObjects", INT, INT, POINTER, INT, INT);
    }

    @Override
    public long CreateSemaphoreW(
            @Nullable ByteBuffer lpSemaphoreAttributes,
            int lInitialCount,
            int lMaximumCount,
            @Nullable String lpName,
            int[] lastError) {
        try (CallState state = CallState.get();
                Arena arena = Arena.ofConfined()) {
            long handle = (long) Synchronization.CreateSemaphoreW.invokeExact(
                    state.segment(),
                    state.memory(lpSemaphoreAttributes),
                    lInitialCount,
                    lMaximumCount,
                    wide(arena, lpName));
            lastError[0] = state.code();
            return state.unlessZero(handle);
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public long OpenSemaphoreW(int dwDesiredAccess, int bInheritHandle, String lpName) {
        try (CallState state = CallState.get();
                Arena arena = Arena.ofConfined()) {
            return state.unlessZero((long) Synchronization.OpenSemaphoreW.invokeExact(
                    state.segment(), dwDesiredAccess, bInheritHandle, wide(arena, lpName)));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int ReleaseSemaphore(long hSemaphore, int lReleaseCount, @Nullable ByteBuffer lpPreviousCount) {
        try (CallState state = CallState.get()) {
            return state.unlessZero((int) Synchronization.ReleaseSemaphore.invokeExact(
                    state.segment(), hSemaphore, lReleaseCount, state.memory(lpPreviousCount)));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public long CreateMutexW(
            @Nullable ByteBuffer lpMutexAttributes, int bInitialOwner, @Nullable String lpName, int[] lastError) {
        try (CallState state = CallState.get();
                Arena arena = Arena.ofConfined()) {
            long handle = (long) Synchronization.CreateMutexW.invokeExact(
                    state.segment(), state.memory(lpMutexAttributes), bInitialOwner, wide(arena, lpName));
            lastError[0] = state.code();
            return state.unlessZero(handle);
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public long OpenMutexW(int dwDesiredAccess, int bInheritHandle, String lpName) {
        try (CallState state = CallState.get();
                Arena arena = Arena.ofConfined()) {
            return state.unlessZero((long) Synchronization.OpenMutexW.invokeExact(
                    state.segment(), dwDesiredAccess, bInheritHandle, wide(arena, lpName)));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int ReleaseMutex(long hMutex) {
        try (CallState state = CallState.get()) {
            return state.unlessZero((int) Synchronization.ReleaseMutex.invokeExact(state.segment(), hMutex));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public long CreateEventW(
            @Nullable ByteBuffer lpEventAttributes,
            int bManualReset,
            int bInitialState,
            @Nullable String lpName,
            int[] lastError) {
        try (CallState state = CallState.get();
                Arena arena = Arena.ofConfined()) {
            long handle = (long) Synchronization.CreateEventW.invokeExact(
                    state.segment(), state.memory(lpEventAttributes), bManualReset, bInitialState, wide(arena, lpName));
            lastError[0] = state.code();
            return state.unlessZero(handle);
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public long OpenEventW(int dwDesiredAccess, int bInheritHandle, String lpName) {
        try (CallState state = CallState.get();
                Arena arena = Arena.ofConfined()) {
            return state.unlessZero((long) Synchronization.OpenEventW.invokeExact(
                    state.segment(), dwDesiredAccess, bInheritHandle, wide(arena, lpName)));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int SetEvent(long hEvent) {
        try (CallState state = CallState.get()) {
            return state.unlessZero((int) Synchronization.SetEvent.invokeExact(state.segment(), hEvent));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int ResetEvent(long hEvent) {
        try (CallState state = CallState.get()) {
            return state.unlessZero((int) Synchronization.ResetEvent.invokeExact(state.segment(), hEvent));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int WaitForSingleObject(long hHandle, int dwMilliseconds) {
        try (CallState state = CallState.get()) {
            return state.unlessMinusOne(
                    (int) Synchronization.WaitForSingleObject.invokeExact(state.segment(), hHandle, dwMilliseconds));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int WaitForMultipleObjects(int nCount, ByteBuffer lpHandles, int bWaitAll, int dwMilliseconds) {
        try (CallState state = CallState.get()) {
            return state.unlessMinusOne((int) Synchronization.WaitForMultipleObjects.invokeExact(
                    state.segment(), nCount, state.memory(lpHandles), bWaitAll, dwMilliseconds));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    // advapi32: sddl.h, aclapi.h, processthreadsapi.h, securitybaseapi.h

    private static final class Security {
        // BOOL ConvertStringSecurityDescriptorToSecurityDescriptorW(LPCWSTR StringSecurityDescriptor, DWORD
        //         StringSDRevision, PSECURITY_DESCRIPTOR *SecurityDescriptor, PULONG SecurityDescriptorSize)
        static final MethodHandle ConvertStringSecurityDescriptorToSecurityDescriptorW =
                win32("ConvertStringSecurityDescriptorToSecurityDescriptorW", INT, POINTER, INT, POINTER, POINTER);

        // BOOL ConvertSecurityDescriptorToStringSecurityDescriptorW(PSECURITY_DESCRIPTOR SecurityDescriptor, DWORD
        //         RequestedStringSDRevision, SECURITY_INFORMATION SecurityInformation, LPWSTR
        //         *StringSecurityDescriptor, PULONG StringSecurityDescriptorLen)
        static final MethodHandle ConvertSecurityDescriptorToStringSecurityDescriptorW =
                win32("ConvertSecurityDescriptorToStringSecurityDescriptorW", INT, LONG, INT, INT, POINTER, POINTER);

        // DWORD GetSecurityInfo(HANDLE handle, SE_OBJECT_TYPE ObjectType, SECURITY_INFORMATION SecurityInfo, PSID
        //         *ppsidOwner, PSID *ppsidGroup, PACL *ppDacl, PACL *ppSacl, PSECURITY_DESCRIPTOR
        //         *ppSecurityDescriptor)
        static final MethodHandle GetSecurityInfo =
                win32("GetSecurityInfo", INT, LONG, INT, INT, POINTER, POINTER, POINTER, POINTER, POINTER);

        // BOOL SetKernelObjectSecurity(HANDLE Handle, SECURITY_INFORMATION SecurityInformation,
        //         PSECURITY_DESCRIPTOR SecurityDescriptor)
        static final MethodHandle SetKernelObjectSecurity = win32("SetKernelObjectSecurity", INT, LONG, INT, LONG);

        // BOOL OpenProcessToken(HANDLE ProcessHandle, DWORD DesiredAccess, PHANDLE TokenHandle)
        static final MethodHandle OpenProcessToken = win32("OpenProcessToken", INT, LONG, INT, POINTER);

        // BOOL GetTokenInformation(HANDLE TokenHandle, TOKEN_INFORMATION_CLASS TokenInformationClass, LPVOID
        //         TokenInformation, DWORD TokenInformationLength, PDWORD ReturnLength)
        static final MethodHandle GetTokenInformation =
                win32("GetTokenInformation", INT, LONG, INT, POINTER, INT, POINTER);
    }

    @Override
    public int ConvertStringSecurityDescriptorToSecurityDescriptorW(
            String StringSecurityDescriptor,
            int StringSDRevision,
            ByteBuffer SecurityDescriptor,
            @Nullable ByteBuffer SecurityDescriptorSize) {
        try (CallState state = CallState.get();
                Arena arena = Arena.ofConfined()) {
            return state.unlessZero((int) Security.ConvertStringSecurityDescriptorToSecurityDescriptorW.invokeExact(
                    state.segment(),
                    wide(arena, StringSecurityDescriptor),
                    StringSDRevision,
                    state.memory(SecurityDescriptor),
                    state.memory(SecurityDescriptorSize)));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int ConvertSecurityDescriptorToStringSecurityDescriptorW(
            long SecurityDescriptor,
            int RequestedStringSDRevision,
            int SecurityInformation,
            ByteBuffer StringSecurityDescriptor,
            ByteBuffer StringSecurityDescriptorLen) {
        try (CallState state = CallState.get()) {
            return state.unlessZero((int) Security.ConvertSecurityDescriptorToStringSecurityDescriptorW.invokeExact(
                    state.segment(),
                    SecurityDescriptor,
                    RequestedStringSDRevision,
                    SecurityInformation,
                    state.memory(StringSecurityDescriptor),
                    state.memory(StringSecurityDescriptorLen)));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int GetSecurityInfo(
            long handle,
            int ObjectType,
            int SecurityInfo,
            @Nullable ByteBuffer ppsidOwner,
            @Nullable ByteBuffer ppsidGroup,
            @Nullable ByteBuffer ppDacl,
            @Nullable ByteBuffer ppSacl,
            ByteBuffer ppSecurityDescriptor) {
        try (CallState state = CallState.get()) {
            return -(int) Security.GetSecurityInfo.invokeExact(
                    state.segment(),
                    handle,
                    ObjectType,
                    SecurityInfo,
                    state.memory(ppsidOwner),
                    state.memory(ppsidGroup),
                    state.memory(ppDacl),
                    state.memory(ppSacl),
                    state.memory(ppSecurityDescriptor));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int SetKernelObjectSecurity(long Handle, int SecurityInformation, long SecurityDescriptor) {
        try (CallState state = CallState.get()) {
            return state.unlessZero((int) Security.SetKernelObjectSecurity.invokeExact(
                    state.segment(), Handle, SecurityInformation, SecurityDescriptor));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int OpenProcessToken(long ProcessHandle, int DesiredAccess, ByteBuffer TokenHandle) {
        try (CallState state = CallState.get()) {
            return state.unlessZero((int) Security.OpenProcessToken.invokeExact(
                    state.segment(), ProcessHandle, DesiredAccess, state.memory(TokenHandle)));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int GetTokenInformation(
            long TokenHandle,
            int TokenInformationClass,
            ByteBuffer TokenInformation,
            int TokenInformationLength,
            ByteBuffer ReturnLength) {
        try (CallState state = CallState.get()) {
            return state.unlessZero((int) Security.GetTokenInformation.invokeExact(
                    state.segment(),
                    TokenHandle,
                    TokenInformationClass,
                    state.memory(TokenInformation),
                    TokenInformationLength,
                    state.memory(ReturnLength)));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }
}

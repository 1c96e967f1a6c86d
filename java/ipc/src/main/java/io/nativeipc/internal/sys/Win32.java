package io.nativeipc.internal.sys;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The functions of kernel32 and advapi32, each under its own name. Every provider binds them directly: the memory
 * layouts of Windows are a frozen ABI, so no function needs a shim, and the structs are in {@link Win32Structs}.
 *
 * <p>A method returns what the function returns, except that <b>a failure is {@code -GetLastError}</b>. Most functions
 * fail with zero (FALSE, NULL); {@link MinusOne} and {@link ErrorCode} mark the others. {@code BOOL} and {@code DWORD}
 * are {@code int}; {@code HANDLE}, {@code SIZE_T} and addresses are {@code long}. A {@link ByteBuffer} is direct, and
 * the pointer points to its position; neither position nor limit changes. A trailing {@code int[]} is not an argument
 * of the function: it receives GetLastError, also after success, by which a function that creates an object reports
 * that it has opened an existing one (ERROR_ALREADY_EXISTS). A function that this Windows lacks returns
 * {@code -ERROR_PROC_NOT_FOUND}.
 */
public interface Win32 {

    /** The function fails with −1: INVALID_HANDLE_VALUE, WAIT_FAILED. */
    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @interface MinusOne {}

    /** The function returns the error code itself, or 0 on success, and does not set GetLastError. */
    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @interface ErrorCode {}

    // handleapi.h, processthreadsapi.h, winbase.h

    /** <a href="https://learn.microsoft.com/windows/win32/api/handleapi/nf-handleapi-closehandle">CloseHandle</a> */
    int CloseHandle(long hObject);

    /** <a href="https://learn.microsoft.com/windows/win32/api/processthreadsapi/nf-processthreadsapi-openprocess">OpenProcess</a> */
    long OpenProcess(int dwDesiredAccess, int bInheritHandle, int dwProcessId);

    /** <a href="https://learn.microsoft.com/windows/win32/api/processthreadsapi/nf-processthreadsapi-getprocesstimes">GetProcessTimes</a> */
    int GetProcessTimes(
            long hProcess,
            ByteBuffer lpCreationTime,
            ByteBuffer lpExitTime,
            ByteBuffer lpKernelTime,
            ByteBuffer lpUserTime);

    /**
     * Never fails for memory that another function has allocated.
     * <a href="https://learn.microsoft.com/windows/win32/api/winbase/nf-winbase-localfree">LocalFree</a>
     */
    @MinusOne
    long LocalFree(long hMem);

    // fileapi.h, ioapiset.h

    /** <a href="https://learn.microsoft.com/windows/win32/api/fileapi/nf-fileapi-createfilew">CreateFileW</a> */
    @MinusOne
    long CreateFileW(
            String lpFileName,
            int dwDesiredAccess,
            int dwShareMode,
            @Nullable ByteBuffer lpSecurityAttributes,
            int dwCreationDisposition,
            int dwFlagsAndAttributes,
            long hTemplateFile);

    /** <a href="https://learn.microsoft.com/windows/win32/api/fileapi/nf-fileapi-readfile">ReadFile</a> */
    int ReadFile(
            long hFile,
            ByteBuffer lpBuffer,
            int nNumberOfBytesToRead,
            @Nullable ByteBuffer lpNumberOfBytesRead,
            @Nullable ByteBuffer lpOverlapped);

    /** <a href="https://learn.microsoft.com/windows/win32/api/fileapi/nf-fileapi-writefile">WriteFile</a> */
    int WriteFile(
            long hFile,
            ByteBuffer lpBuffer,
            int nNumberOfBytesToWrite,
            @Nullable ByteBuffer lpNumberOfBytesWritten,
            @Nullable ByteBuffer lpOverlapped);

    /** <a href="https://learn.microsoft.com/windows/win32/api/fileapi/nf-fileapi-flushfilebuffers">FlushFileBuffers</a> */
    int FlushFileBuffers(long hFile);

    /** <a href="https://learn.microsoft.com/windows/win32/api/fileapi/nf-fileapi-setfilepointerex">SetFilePointerEx</a> */
    int SetFilePointerEx(long hFile, long liDistanceToMove, @Nullable ByteBuffer lpNewFilePointer, int dwMoveMethod);

    /** <a href="https://learn.microsoft.com/windows/win32/api/fileapi/nf-fileapi-setendoffile">SetEndOfFile</a> */
    int SetEndOfFile(long hFile);

    /** <a href="https://learn.microsoft.com/windows/win32/api/fileapi/nf-fileapi-getfileinformationbyhandle">GetFileInformationByHandle</a> */
    int GetFileInformationByHandle(long hFile, ByteBuffer lpFileInformation);

    /** <a href="https://learn.microsoft.com/windows/win32/api/fileapi/nf-fileapi-deletefilew">DeleteFileW</a> */
    int DeleteFileW(String lpFileName);

    /** <a href="https://learn.microsoft.com/windows/win32/api/ioapiset/nf-ioapiset-deviceiocontrol">DeviceIoControl</a> */
    int DeviceIoControl(
            long hDevice,
            int dwIoControlCode,
            @Nullable ByteBuffer lpInBuffer,
            int nInBufferSize,
            @Nullable ByteBuffer lpOutBuffer,
            int nOutBufferSize,
            ByteBuffer lpBytesReturned,
            @Nullable ByteBuffer lpOverlapped);

    /**
     * {@code lpOverlapped} null means every call in flight.
     * <a href="https://learn.microsoft.com/windows/win32/fileio/cancelioex-func">CancelIoEx</a>
     */
    int CancelIoEx(long hFile, @Nullable ByteBuffer lpOverlapped);

    /** <a href="https://learn.microsoft.com/windows/win32/api/ioapiset/nf-ioapiset-getoverlappedresult">GetOverlappedResult</a> */
    int GetOverlappedResult(long hFile, ByteBuffer lpOverlapped, ByteBuffer lpNumberOfBytesTransferred, int bWait);

    // namedpipeapi.h

    /** <a href="https://learn.microsoft.com/windows/win32/api/namedpipeapi/nf-namedpipeapi-createnamedpipew">CreateNamedPipeW</a> */
    @MinusOne
    long CreateNamedPipeW(
            String lpName,
            int dwOpenMode,
            int dwPipeMode,
            int nMaxInstances,
            int nOutBufferSize,
            int nInBufferSize,
            int nDefaultTimeOut,
            @Nullable ByteBuffer lpSecurityAttributes);

    /** <a href="https://learn.microsoft.com/windows/win32/api/namedpipeapi/nf-namedpipeapi-connectnamedpipe">ConnectNamedPipe</a> */
    int ConnectNamedPipe(long hNamedPipe, @Nullable ByteBuffer lpOverlapped);

    /** <a href="https://learn.microsoft.com/windows/win32/api/namedpipeapi/nf-namedpipeapi-disconnectnamedpipe">DisconnectNamedPipe</a> */
    int DisconnectNamedPipe(long hNamedPipe);

    /** <a href="https://learn.microsoft.com/windows/win32/api/namedpipeapi/nf-namedpipeapi-peeknamedpipe">PeekNamedPipe</a> */
    int PeekNamedPipe(
            long hNamedPipe,
            @Nullable ByteBuffer lpBuffer,
            int nBufferSize,
            @Nullable ByteBuffer lpBytesRead,
            @Nullable ByteBuffer lpTotalBytesAvail,
            @Nullable ByteBuffer lpBytesLeftThisMessage);

    /** <a href="https://learn.microsoft.com/windows/win32/api/namedpipeapi/nf-namedpipeapi-setnamedpipehandlestate">SetNamedPipeHandleState</a> */
    int SetNamedPipeHandleState(
            long hNamedPipe,
            @Nullable ByteBuffer lpMode,
            @Nullable ByteBuffer lpMaxCollectionCount,
            @Nullable ByteBuffer lpCollectDataTimeout);

    /**
     * Blocks.
     * <a href="https://learn.microsoft.com/windows/win32/api/namedpipeapi/nf-namedpipeapi-waitnamedpipew">WaitNamedPipeW</a>
     */
    int WaitNamedPipeW(String lpNamedPipeName, int nTimeOut);

    /** <a href="https://learn.microsoft.com/windows/win32/api/namedpipeapi/nf-namedpipeapi-getnamedpipeinfo">GetNamedPipeInfo</a> */
    int GetNamedPipeInfo(
            long hNamedPipe,
            @Nullable ByteBuffer lpFlags,
            @Nullable ByteBuffer lpOutBufferSize,
            @Nullable ByteBuffer lpInBufferSize,
            @Nullable ByteBuffer lpMaxInstances);

    /** <a href="https://learn.microsoft.com/windows/win32/api/winbase/nf-winbase-getnamedpipeclientprocessid">GetNamedPipeClientProcessId</a> */
    int GetNamedPipeClientProcessId(long Pipe, ByteBuffer ClientProcessId);

    /** <a href="https://learn.microsoft.com/windows/win32/api/winbase/nf-winbase-getnamedpipeserverprocessid">GetNamedPipeServerProcessId</a> */
    int GetNamedPipeServerProcessId(long Pipe, ByteBuffer ServerProcessId);

    // memoryapi.h

    /** <a href="https://learn.microsoft.com/windows/win32/api/memoryapi/nf-memoryapi-createfilemappingw">CreateFileMappingW</a> */
    long CreateFileMappingW(
            long hFile,
            @Nullable ByteBuffer lpFileMappingAttributes,
            int flProtect,
            int dwMaximumSizeHigh,
            int dwMaximumSizeLow,
            @Nullable String lpName,
            int[] lastError);

    /** <a href="https://learn.microsoft.com/windows/win32/api/memoryapi/nf-memoryapi-openfilemappingw">OpenFileMappingW</a> */
    long OpenFileMappingW(int dwDesiredAccess, int bInheritHandle, String lpName);

    /** <a href="https://learn.microsoft.com/windows/win32/api/memoryapi/nf-memoryapi-mapviewoffile">MapViewOfFile</a> */
    long MapViewOfFile(
            long hFileMappingObject,
            int dwDesiredAccess,
            int dwFileOffsetHigh,
            int dwFileOffsetLow,
            long dwNumberOfBytesToMap);

    /** <a href="https://learn.microsoft.com/windows/win32/api/memoryapi/nf-memoryapi-unmapviewoffile">UnmapViewOfFile</a> */
    int UnmapViewOfFile(long lpBaseAddress);

    /** <a href="https://learn.microsoft.com/windows/win32/api/memoryapi/nf-memoryapi-flushviewoffile">FlushViewOfFile</a> */
    int FlushViewOfFile(long lpBaseAddress, long dwNumberOfBytesToFlush);

    /** <a href="https://learn.microsoft.com/windows/win32/api/memoryapi/nf-memoryapi-virtualquery">VirtualQuery</a> */
    long VirtualQuery(long lpAddress, ByteBuffer lpBuffer, long dwLength);

    /** <a href="https://learn.microsoft.com/windows/win32/api/memoryapi/nf-memoryapi-virtualalloc">VirtualAlloc</a> */
    long VirtualAlloc(long lpAddress, long dwSize, int flAllocationType, int flProtect);

    // synchapi.h

    /** <a href="https://learn.microsoft.com/windows/win32/api/synchapi/nf-synchapi-createsemaphorew">CreateSemaphoreW</a> */
    long CreateSemaphoreW(
            @Nullable ByteBuffer lpSemaphoreAttributes,
            int lInitialCount,
            int lMaximumCount,
            @Nullable String lpName,
            int[] lastError);

    /** <a href="https://learn.microsoft.com/windows/win32/api/synchapi/nf-synchapi-opensemaphorew">OpenSemaphoreW</a> */
    long OpenSemaphoreW(int dwDesiredAccess, int bInheritHandle, String lpName);

    /** <a href="https://learn.microsoft.com/windows/win32/api/synchapi/nf-synchapi-releasesemaphore">ReleaseSemaphore</a> */
    int ReleaseSemaphore(long hSemaphore, int lReleaseCount, @Nullable ByteBuffer lpPreviousCount);

    /** <a href="https://learn.microsoft.com/windows/win32/api/synchapi/nf-synchapi-createmutexw">CreateMutexW</a> */
    long CreateMutexW(
            @Nullable ByteBuffer lpMutexAttributes, int bInitialOwner, @Nullable String lpName, int[] lastError);

    /** <a href="https://learn.microsoft.com/windows/win32/api/synchapi/nf-synchapi-openmutexw">OpenMutexW</a> */
    long OpenMutexW(int dwDesiredAccess, int bInheritHandle, String lpName);

    /** <a href="https://learn.microsoft.com/windows/win32/api/synchapi/nf-synchapi-releasemutex">ReleaseMutex</a> */
    int ReleaseMutex(long hMutex);

    /** <a href="https://learn.microsoft.com/windows/win32/api/synchapi/nf-synchapi-createeventw">CreateEventW</a> */
    long CreateEventW(
            @Nullable ByteBuffer lpEventAttributes,
            int bManualReset,
            int bInitialState,
            @Nullable String lpName,
            int[] lastError);

    /** <a href="https://learn.microsoft.com/windows/win32/api/synchapi/nf-synchapi-openeventw">OpenEventW</a> */
    long OpenEventW(int dwDesiredAccess, int bInheritHandle, String lpName);

    /** <a href="https://learn.microsoft.com/windows/win32/api/synchapi/nf-synchapi-setevent">SetEvent</a> */
    int SetEvent(long hEvent);

    /** <a href="https://learn.microsoft.com/windows/win32/api/synchapi/nf-synchapi-resetevent">ResetEvent</a> */
    int ResetEvent(long hEvent);

    /**
     * Blocks.
     * <a href="https://learn.microsoft.com/windows/win32/api/synchapi/nf-synchapi-waitforsingleobject">WaitForSingleObject</a>
     */
    @MinusOne
    int WaitForSingleObject(long hHandle, int dwMilliseconds);

    /**
     * Blocks; {@code lpHandles} is an array of 64-bit handles.
     * <a href="https://learn.microsoft.com/windows/win32/api/synchapi/nf-synchapi-waitformultipleobjects">WaitForMultipleObjects</a>
     */
    @MinusOne
    int WaitForMultipleObjects(int nCount, ByteBuffer lpHandles, int bWaitAll, int dwMilliseconds);

    // advapi32: sddl.h, aclapi.h, processthreadsapi.h, securitybaseapi.h

    /**
     * The first buffer receives the descriptor's address, for LocalFree.
     * <a href="https://learn.microsoft.com/windows/win32/api/sddl/nf-sddl-convertstringsecuritydescriptortosecuritydescriptorw">ConvertStringSecurityDescriptorToSecurityDescriptorW</a>
     */
    int ConvertStringSecurityDescriptorToSecurityDescriptorW(
            String StringSecurityDescriptor,
            int StringSDRevision,
            ByteBuffer SecurityDescriptor,
            @Nullable ByteBuffer SecurityDescriptorSize);

    /**
     * The buffers receive the string's address, for LocalFree, and its length with the NUL.
     * <a href="https://learn.microsoft.com/windows/win32/api/sddl/nf-sddl-convertsecuritydescriptortostringsecuritydescriptorw">ConvertSecurityDescriptorToStringSecurityDescriptorW</a>
     */
    int ConvertSecurityDescriptorToStringSecurityDescriptorW(
            long SecurityDescriptor,
            int RequestedStringSDRevision,
            int SecurityInformation,
            ByteBuffer StringSecurityDescriptor,
            ByteBuffer StringSecurityDescriptorLen);

    /**
     * The last buffer receives the descriptor's address, for LocalFree; the others point into it.
     * <a href="https://learn.microsoft.com/windows/win32/api/aclapi/nf-aclapi-getsecurityinfo">GetSecurityInfo</a>
     */
    @ErrorCode
    int GetSecurityInfo(
            long handle,
            int ObjectType,
            int SecurityInfo,
            @Nullable ByteBuffer ppsidOwner,
            @Nullable ByteBuffer ppsidGroup,
            @Nullable ByteBuffer ppDacl,
            @Nullable ByteBuffer ppSacl,
            ByteBuffer ppSecurityDescriptor);

    /** <a href="https://learn.microsoft.com/windows/win32/api/securitybaseapi/nf-securitybaseapi-setkernelobjectsecurity">SetKernelObjectSecurity</a> */
    int SetKernelObjectSecurity(long Handle, int SecurityInformation, long SecurityDescriptor);

    /** <a href="https://learn.microsoft.com/windows/win32/api/processthreadsapi/nf-processthreadsapi-openprocesstoken">OpenProcessToken</a> */
    int OpenProcessToken(long ProcessHandle, int DesiredAccess, ByteBuffer TokenHandle);

    /** <a href="https://learn.microsoft.com/windows/win32/api/securitybaseapi/nf-securitybaseapi-gettokeninformation">GetTokenInformation</a> */
    int GetTokenInformation(
            long TokenHandle,
            int TokenInformationClass,
            ByteBuffer TokenInformation,
            int TokenInformationLength,
            ByteBuffer ReturnLength);
}

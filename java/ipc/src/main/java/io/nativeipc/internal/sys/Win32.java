package io.nativeipc.internal.sys;

import static io.nativeipc.internal.sys.Failure.Kind.ERROR_CODE;
import static io.nativeipc.internal.sys.Failure.Kind.MINUS_ONE;
import static io.nativeipc.internal.sys.Failure.Kind.ZERO;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The functions of kernel32 and advapi32, each under its own name. Every provider binds them directly: the memory
 * layouts of Windows are a frozen ABI, so no function needs a shim, and the structs are in {@link Win32Structs}.
 *
 * <p>A method returns what the function returns, except that <b>a failure is {@code -GetLastError}</b>. Most functions
 * fail with zero (FALSE, NULL); {@link Failure} marks the others. {@code BOOL} and {@code DWORD}
 * are {@code int}; {@code HANDLE}, {@code SIZE_T} and addresses are {@code long}. A {@link ByteBuffer} is direct, and
 * the pointer points to its position; neither position nor limit changes. A trailing {@code int[]} is not an argument
 * of the function: it receives GetLastError, also after success, by which a function that creates an object reports
 * that it has opened an existing one (ERROR_ALREADY_EXISTS). A function that this Windows lacks returns
 * {@code -ERROR_PROC_NOT_FOUND}.
 */
@Failure(ZERO)
public interface Win32 {

    /** <a href="https://learn.microsoft.com/windows/win32/api/handleapi/nf-handleapi-closehandle">CloseHandle</a> */
    @C("<handleapi.h> BOOL CloseHandle(HANDLE hObject)")
    int CloseHandle(long hObject);

    /** <a href="https://learn.microsoft.com/windows/win32/api/processthreadsapi/nf-processthreadsapi-openprocess">OpenProcess</a> */
    @C("<processthreadsapi.h> HANDLE OpenProcess(DWORD dwDesiredAccess, BOOL bInheritHandle, DWORD dwProcessId)")
    long OpenProcess(int dwDesiredAccess, int bInheritHandle, int dwProcessId);

    /**
     * Never fails for memory that another function has allocated.
     * <a href="https://learn.microsoft.com/windows/win32/api/winbase/nf-winbase-localfree">LocalFree</a>
     */
    @Failure(MINUS_ONE)
    @C("<winbase.h> HLOCAL LocalFree(HLOCAL hMem)")
    long LocalFree(long hMem);

    /** <a href="https://learn.microsoft.com/windows/win32/api/fileapi/nf-fileapi-createfilew">CreateFileW</a> */
    @Failure(MINUS_ONE)
    @C("<fileapi.h> HANDLE CreateFileW(LPCWSTR lpFileName, DWORD dwDesiredAccess, DWORD dwShareMode,"
            + " LPSECURITY_ATTRIBUTES lpSecurityAttributes, DWORD dwCreationDisposition,"
            + " DWORD dwFlagsAndAttributes, HANDLE hTemplateFile)")
    long CreateFileW(
            String lpFileName,
            int dwDesiredAccess,
            int dwShareMode,
            @Nullable ByteBuffer lpSecurityAttributes,
            int dwCreationDisposition,
            int dwFlagsAndAttributes,
            long hTemplateFile);

    /** <a href="https://learn.microsoft.com/windows/win32/api/fileapi/nf-fileapi-readfile">ReadFile</a> */
    @C("<fileapi.h> BOOL ReadFile(HANDLE hFile, LPVOID lpBuffer, DWORD nNumberOfBytesToRead,"
            + " LPDWORD lpNumberOfBytesRead, LPOVERLAPPED lpOverlapped)")
    int ReadFile(
            long hFile,
            ByteBuffer lpBuffer,
            int nNumberOfBytesToRead,
            @Nullable ByteBuffer lpNumberOfBytesRead,
            @Nullable ByteBuffer lpOverlapped);

    /** <a href="https://learn.microsoft.com/windows/win32/api/fileapi/nf-fileapi-writefile">WriteFile</a> */
    @C("<fileapi.h> BOOL WriteFile(HANDLE hFile, LPCVOID lpBuffer, DWORD nNumberOfBytesToWrite,"
            + " LPDWORD lpNumberOfBytesWritten, LPOVERLAPPED lpOverlapped)")
    int WriteFile(
            long hFile,
            ByteBuffer lpBuffer,
            int nNumberOfBytesToWrite,
            @Nullable ByteBuffer lpNumberOfBytesWritten,
            @Nullable ByteBuffer lpOverlapped);

    /** <a href="https://learn.microsoft.com/windows/win32/api/fileapi/nf-fileapi-flushfilebuffers">FlushFileBuffers</a> */
    @C("<fileapi.h> BOOL FlushFileBuffers(HANDLE hFile)")
    int FlushFileBuffers(long hFile);

    /** <a href="https://learn.microsoft.com/windows/win32/api/fileapi/nf-fileapi-setfilepointerex">SetFilePointerEx</a> */
    @C("<fileapi.h> BOOL SetFilePointerEx(HANDLE hFile, LARGE_INTEGER liDistanceToMove,"
            + " PLARGE_INTEGER lpNewFilePointer, DWORD dwMoveMethod)")
    int SetFilePointerEx(long hFile, long liDistanceToMove, @Nullable ByteBuffer lpNewFilePointer, int dwMoveMethod);

    /** <a href="https://learn.microsoft.com/windows/win32/api/fileapi/nf-fileapi-setendoffile">SetEndOfFile</a> */
    @C("<fileapi.h> BOOL SetEndOfFile(HANDLE hFile)")
    int SetEndOfFile(long hFile);

    /** <a href="https://learn.microsoft.com/windows/win32/api/fileapi/nf-fileapi-getfileinformationbyhandle">GetFileInformationByHandle</a> */
    @C("<fileapi.h> BOOL GetFileInformationByHandle(HANDLE hFile, LPBY_HANDLE_FILE_INFORMATION lpFileInformation)")
    int GetFileInformationByHandle(long hFile, ByteBuffer lpFileInformation);

    /** <a href="https://learn.microsoft.com/windows/win32/api/fileapi/nf-fileapi-deletefilew">DeleteFileW</a> */
    @C("<fileapi.h> BOOL DeleteFileW(LPCWSTR lpFileName)")
    int DeleteFileW(String lpFileName);

    /** <a href="https://learn.microsoft.com/windows/win32/api/ioapiset/nf-ioapiset-deviceiocontrol">DeviceIoControl</a> */
    @C("<ioapiset.h> BOOL DeviceIoControl(HANDLE hDevice, DWORD dwIoControlCode, LPVOID lpInBuffer,"
            + " DWORD nInBufferSize, LPVOID lpOutBuffer, DWORD nOutBufferSize, LPDWORD lpBytesReturned,"
            + " LPOVERLAPPED lpOverlapped)")
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
    @C("<ioapiset.h> BOOL CancelIoEx(HANDLE hFile, LPOVERLAPPED lpOverlapped)")
    int CancelIoEx(long hFile, @Nullable ByteBuffer lpOverlapped);

    /** <a href="https://learn.microsoft.com/windows/win32/api/ioapiset/nf-ioapiset-getoverlappedresult">GetOverlappedResult</a> */
    @C("<ioapiset.h> BOOL GetOverlappedResult(HANDLE hFile, LPOVERLAPPED lpOverlapped,"
            + " LPDWORD lpNumberOfBytesTransferred, BOOL bWait)")
    int GetOverlappedResult(long hFile, ByteBuffer lpOverlapped, ByteBuffer lpNumberOfBytesTransferred, int bWait);

    /** <a href="https://learn.microsoft.com/windows/win32/api/namedpipeapi/nf-namedpipeapi-createnamedpipew">CreateNamedPipeW</a> */
    @Failure(MINUS_ONE)
    @C("<namedpipeapi.h> HANDLE CreateNamedPipeW(LPCWSTR lpName, DWORD dwOpenMode, DWORD dwPipeMode,"
            + " DWORD nMaxInstances, DWORD nOutBufferSize, DWORD nInBufferSize, DWORD nDefaultTimeOut,"
            + " LPSECURITY_ATTRIBUTES lpSecurityAttributes)")
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
    @C("<namedpipeapi.h> BOOL ConnectNamedPipe(HANDLE hNamedPipe, LPOVERLAPPED lpOverlapped)")
    int ConnectNamedPipe(long hNamedPipe, @Nullable ByteBuffer lpOverlapped);

    /** <a href="https://learn.microsoft.com/windows/win32/api/namedpipeapi/nf-namedpipeapi-peeknamedpipe">PeekNamedPipe</a> */
    @C("<namedpipeapi.h> BOOL PeekNamedPipe(HANDLE hNamedPipe, LPVOID lpBuffer, DWORD nBufferSize,"
            + " LPDWORD lpBytesRead, LPDWORD lpTotalBytesAvail, LPDWORD lpBytesLeftThisMessage)")
    int PeekNamedPipe(
            long hNamedPipe,
            @Nullable ByteBuffer lpBuffer,
            int nBufferSize,
            @Nullable ByteBuffer lpBytesRead,
            @Nullable ByteBuffer lpTotalBytesAvail,
            @Nullable ByteBuffer lpBytesLeftThisMessage);

    /** <a href="https://learn.microsoft.com/windows/win32/api/namedpipeapi/nf-namedpipeapi-setnamedpipehandlestate">SetNamedPipeHandleState</a> */
    @C("<namedpipeapi.h> BOOL SetNamedPipeHandleState(HANDLE hNamedPipe, LPDWORD lpMode,"
            + " LPDWORD lpMaxCollectionCount, LPDWORD lpCollectDataTimeout)")
    int SetNamedPipeHandleState(
            long hNamedPipe,
            @Nullable ByteBuffer lpMode,
            @Nullable ByteBuffer lpMaxCollectionCount,
            @Nullable ByteBuffer lpCollectDataTimeout);

    /**
     * Blocks.
     * <a href="https://learn.microsoft.com/windows/win32/api/namedpipeapi/nf-namedpipeapi-waitnamedpipew">WaitNamedPipeW</a>
     */
    @C("<namedpipeapi.h> BOOL WaitNamedPipeW(LPCWSTR lpNamedPipeName, DWORD nTimeOut)")
    int WaitNamedPipeW(String lpNamedPipeName, int nTimeOut);

    /** <a href="https://learn.microsoft.com/windows/win32/api/namedpipeapi/nf-namedpipeapi-getnamedpipeinfo">GetNamedPipeInfo</a> */
    @C("<namedpipeapi.h> BOOL GetNamedPipeInfo(HANDLE hNamedPipe, LPDWORD lpFlags, LPDWORD lpOutBufferSize,"
            + " LPDWORD lpInBufferSize, LPDWORD lpMaxInstances)")
    int GetNamedPipeInfo(
            long hNamedPipe,
            @Nullable ByteBuffer lpFlags,
            @Nullable ByteBuffer lpOutBufferSize,
            @Nullable ByteBuffer lpInBufferSize,
            @Nullable ByteBuffer lpMaxInstances);

    /** <a href="https://learn.microsoft.com/windows/win32/api/winbase/nf-winbase-getnamedpipeclientprocessid">GetNamedPipeClientProcessId</a> */
    @C("<winbase.h> BOOL GetNamedPipeClientProcessId(HANDLE Pipe, PULONG ClientProcessId)")
    int GetNamedPipeClientProcessId(long Pipe, ByteBuffer ClientProcessId);

    /** <a href="https://learn.microsoft.com/windows/win32/api/winbase/nf-winbase-getnamedpipeserverprocessid">GetNamedPipeServerProcessId</a> */
    @C("<winbase.h> BOOL GetNamedPipeServerProcessId(HANDLE Pipe, PULONG ServerProcessId)")
    int GetNamedPipeServerProcessId(long Pipe, ByteBuffer ServerProcessId);

    /** <a href="https://learn.microsoft.com/windows/win32/api/memoryapi/nf-memoryapi-createfilemappingw">CreateFileMappingW</a> */
    @C("<memoryapi.h> HANDLE CreateFileMappingW(HANDLE hFile,"
            + " LPSECURITY_ATTRIBUTES lpFileMappingAttributes, DWORD flProtect, DWORD dwMaximumSizeHigh,"
            + " DWORD dwMaximumSizeLow, LPCWSTR lpName)")
    long CreateFileMappingW(
            long hFile,
            @Nullable ByteBuffer lpFileMappingAttributes,
            int flProtect,
            int dwMaximumSizeHigh,
            int dwMaximumSizeLow,
            @Nullable String lpName,
            int[] lastError);

    /** <a href="https://learn.microsoft.com/windows/win32/api/memoryapi/nf-memoryapi-openfilemappingw">OpenFileMappingW</a> */
    @C("<memoryapi.h> HANDLE OpenFileMappingW(DWORD dwDesiredAccess, BOOL bInheritHandle, LPCWSTR lpName)")
    long OpenFileMappingW(int dwDesiredAccess, int bInheritHandle, String lpName);

    /** <a href="https://learn.microsoft.com/windows/win32/api/memoryapi/nf-memoryapi-mapviewoffile">MapViewOfFile</a> */
    @C("<memoryapi.h> LPVOID MapViewOfFile(HANDLE hFileMappingObject, DWORD dwDesiredAccess,"
            + " DWORD dwFileOffsetHigh, DWORD dwFileOffsetLow, SIZE_T dwNumberOfBytesToMap)")
    long MapViewOfFile(
            long hFileMappingObject,
            int dwDesiredAccess,
            int dwFileOffsetHigh,
            int dwFileOffsetLow,
            long dwNumberOfBytesToMap);

    /** <a href="https://learn.microsoft.com/windows/win32/api/memoryapi/nf-memoryapi-unmapviewoffile">UnmapViewOfFile</a> */
    @C("<memoryapi.h> BOOL UnmapViewOfFile(LPCVOID lpBaseAddress)")
    int UnmapViewOfFile(long lpBaseAddress);

    /** <a href="https://learn.microsoft.com/windows/win32/api/memoryapi/nf-memoryapi-flushviewoffile">FlushViewOfFile</a> */
    @C("<memoryapi.h> BOOL FlushViewOfFile(LPCVOID lpBaseAddress, SIZE_T dwNumberOfBytesToFlush)")
    int FlushViewOfFile(long lpBaseAddress, long dwNumberOfBytesToFlush);

    /** <a href="https://learn.microsoft.com/windows/win32/api/memoryapi/nf-memoryapi-virtualquery">VirtualQuery</a> */
    @C("<memoryapi.h> SIZE_T VirtualQuery(LPCVOID lpAddress, PMEMORY_BASIC_INFORMATION lpBuffer, SIZE_T dwLength)")
    long VirtualQuery(long lpAddress, ByteBuffer lpBuffer, long dwLength);

    /** <a href="https://learn.microsoft.com/windows/win32/api/memoryapi/nf-memoryapi-virtualalloc">VirtualAlloc</a> */
    @C("<memoryapi.h> LPVOID VirtualAlloc(LPVOID lpAddress, SIZE_T dwSize, DWORD flAllocationType, DWORD flProtect)")
    long VirtualAlloc(long lpAddress, long dwSize, int flAllocationType, int flProtect);

    /** <a href="https://learn.microsoft.com/windows/win32/api/synchapi/nf-synchapi-createsemaphorew">CreateSemaphoreW</a> */
    @C("<synchapi.h> HANDLE CreateSemaphoreW(LPSECURITY_ATTRIBUTES lpSemaphoreAttributes,"
            + " LONG lInitialCount, LONG lMaximumCount, LPCWSTR lpName)")
    long CreateSemaphoreW(
            @Nullable ByteBuffer lpSemaphoreAttributes,
            int lInitialCount,
            int lMaximumCount,
            @Nullable String lpName,
            int[] lastError);

    /** <a href="https://learn.microsoft.com/windows/win32/api/synchapi/nf-synchapi-opensemaphorew">OpenSemaphoreW</a> */
    @C("<synchapi.h> HANDLE OpenSemaphoreW(DWORD dwDesiredAccess, BOOL bInheritHandle, LPCWSTR lpName)")
    long OpenSemaphoreW(int dwDesiredAccess, int bInheritHandle, String lpName);

    /** <a href="https://learn.microsoft.com/windows/win32/api/synchapi/nf-synchapi-releasesemaphore">ReleaseSemaphore</a> */
    @C("<synchapi.h> BOOL ReleaseSemaphore(HANDLE hSemaphore, LONG lReleaseCount, LPLONG lpPreviousCount)")
    int ReleaseSemaphore(long hSemaphore, int lReleaseCount, @Nullable ByteBuffer lpPreviousCount);

    /** <a href="https://learn.microsoft.com/windows/win32/api/synchapi/nf-synchapi-createmutexw">CreateMutexW</a> */
    @C("<synchapi.h> HANDLE CreateMutexW(LPSECURITY_ATTRIBUTES lpMutexAttributes, BOOL bInitialOwner, LPCWSTR lpName)")
    long CreateMutexW(
            @Nullable ByteBuffer lpMutexAttributes, int bInitialOwner, @Nullable String lpName, int[] lastError);

    /** <a href="https://learn.microsoft.com/windows/win32/api/synchapi/nf-synchapi-openmutexw">OpenMutexW</a> */
    @C("<synchapi.h> HANDLE OpenMutexW(DWORD dwDesiredAccess, BOOL bInheritHandle, LPCWSTR lpName)")
    long OpenMutexW(int dwDesiredAccess, int bInheritHandle, String lpName);

    /** <a href="https://learn.microsoft.com/windows/win32/api/synchapi/nf-synchapi-releasemutex">ReleaseMutex</a> */
    @C("<synchapi.h> BOOL ReleaseMutex(HANDLE hMutex)")
    int ReleaseMutex(long hMutex);

    /** <a href="https://learn.microsoft.com/windows/win32/api/synchapi/nf-synchapi-createeventw">CreateEventW</a> */
    @C("<synchapi.h> HANDLE CreateEventW(LPSECURITY_ATTRIBUTES lpEventAttributes, BOOL bManualReset,"
            + " BOOL bInitialState, LPCWSTR lpName)")
    long CreateEventW(
            @Nullable ByteBuffer lpEventAttributes,
            int bManualReset,
            int bInitialState,
            @Nullable String lpName,
            int[] lastError);

    /** <a href="https://learn.microsoft.com/windows/win32/api/synchapi/nf-synchapi-openeventw">OpenEventW</a> */
    @C("<synchapi.h> HANDLE OpenEventW(DWORD dwDesiredAccess, BOOL bInheritHandle, LPCWSTR lpName)")
    long OpenEventW(int dwDesiredAccess, int bInheritHandle, String lpName);

    /** <a href="https://learn.microsoft.com/windows/win32/api/synchapi/nf-synchapi-setevent">SetEvent</a> */
    @C("<synchapi.h> BOOL SetEvent(HANDLE hEvent)")
    int SetEvent(long hEvent);

    /** <a href="https://learn.microsoft.com/windows/win32/api/synchapi/nf-synchapi-resetevent">ResetEvent</a> */
    @C("<synchapi.h> BOOL ResetEvent(HANDLE hEvent)")
    int ResetEvent(long hEvent);

    /**
     * Blocks.
     * <a href="https://learn.microsoft.com/windows/win32/api/synchapi/nf-synchapi-waitforsingleobject">WaitForSingleObject</a>
     */
    @Failure(MINUS_ONE)
    @C("<synchapi.h> DWORD WaitForSingleObject(HANDLE hHandle, DWORD dwMilliseconds)")
    int WaitForSingleObject(long hHandle, int dwMilliseconds);

    /**
     * Blocks; {@code lpHandles} is an array of 64-bit handles.
     * <a href="https://learn.microsoft.com/windows/win32/api/synchapi/nf-synchapi-waitformultipleobjects">WaitForMultipleObjects</a>
     */
    @Failure(MINUS_ONE)
    @C("<synchapi.h> DWORD WaitForMultipleObjects(DWORD nCount, const HANDLE *lpHandles, BOOL bWaitAll,"
            + " DWORD dwMilliseconds)")
    int WaitForMultipleObjects(int nCount, ByteBuffer lpHandles, int bWaitAll, int dwMilliseconds);

    /**
     * The first buffer receives the descriptor's address, for LocalFree.
     * <a href="https://learn.microsoft.com/windows/win32/api/sddl/nf-sddl-convertstringsecuritydescriptortosecuritydescriptorw">ConvertStringSecurityDescriptorToSecurityDescriptorW</a>
     */
    @C("<sddl.h> BOOL ConvertStringSecurityDescriptorToSecurityDescriptorW(LPCWSTR StringSecurityDescriptor,"
            + " DWORD StringSDRevision, PSECURITY_DESCRIPTOR *SecurityDescriptor, PULONG SecurityDescriptorSize)")
    int ConvertStringSecurityDescriptorToSecurityDescriptorW(
            String StringSecurityDescriptor,
            int StringSDRevision,
            ByteBuffer SecurityDescriptor,
            @Nullable ByteBuffer SecurityDescriptorSize);

    /**
     * The buffers receive the string's address, for LocalFree, and its length with the NUL.
     * <a href="https://learn.microsoft.com/windows/win32/api/sddl/nf-sddl-convertsecuritydescriptortostringsecuritydescriptorw">ConvertSecurityDescriptorToStringSecurityDescriptorW</a>
     */
    @C("<sddl.h> BOOL ConvertSecurityDescriptorToStringSecurityDescriptorW(PSECURITY_DESCRIPTOR SecurityDescriptor,"
            + " DWORD RequestedStringSDRevision, SECURITY_INFORMATION SecurityInformation,"
            + " LPWSTR *StringSecurityDescriptor, PULONG StringSecurityDescriptorLen)")
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
    @Failure(ERROR_CODE)
    @C("<aclapi.h> DWORD GetSecurityInfo(HANDLE handle, SE_OBJECT_TYPE ObjectType,"
            + " SECURITY_INFORMATION SecurityInfo, PSID *ppsidOwner, PSID *ppsidGroup, PACL *ppDacl, PACL *ppSacl,"
            + " PSECURITY_DESCRIPTOR *ppSecurityDescriptor)")
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
    @C("<securitybaseapi.h> BOOL SetKernelObjectSecurity(HANDLE Handle,"
            + " SECURITY_INFORMATION SecurityInformation, PSECURITY_DESCRIPTOR SecurityDescriptor)")
    int SetKernelObjectSecurity(long Handle, int SecurityInformation, long SecurityDescriptor);

    /** <a href="https://learn.microsoft.com/windows/win32/api/processthreadsapi/nf-processthreadsapi-openprocesstoken">OpenProcessToken</a> */
    @C("<processthreadsapi.h> BOOL OpenProcessToken(HANDLE ProcessHandle, DWORD DesiredAccess, PHANDLE TokenHandle)")
    int OpenProcessToken(long ProcessHandle, int DesiredAccess, ByteBuffer TokenHandle);

    /** <a href="https://learn.microsoft.com/windows/win32/api/securitybaseapi/nf-securitybaseapi-gettokeninformation">GetTokenInformation</a> */
    @C("<securitybaseapi.h> BOOL GetTokenInformation(HANDLE TokenHandle,"
            + " TOKEN_INFORMATION_CLASS TokenInformationClass, LPVOID TokenInformation,"
            + " DWORD TokenInformationLength, PDWORD ReturnLength)")
    int GetTokenInformation(
            long TokenHandle,
            int TokenInformationClass,
            ByteBuffer TokenInformation,
            int TokenInformationLength,
            ByteBuffer ReturnLength);
}

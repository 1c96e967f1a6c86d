package io.nativeipc.ffm;

import static io.nativeipc.ffm.Calls.INT;
import static io.nativeipc.ffm.Calls.LONG;
import static io.nativeipc.ffm.Calls.POINTER;
import static io.nativeipc.ffm.Calls.failed;
import static io.nativeipc.ffm.Calls.wide;
import static io.nativeipc.ffm.Calls.win32;

import io.nativeipc.internal.sys.Win32;
import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The part of {@link Win32} for handles, files and pipes. See {@link FfmWin32}. */
abstract class FfmWin32Files implements Win32 {

    // handleapi.h, processthreadsapi.h, winbase.h

    private static final class Handles {
        // BOOL CloseHandle(HANDLE hObject)
        static final MethodHandle CloseHandle = win32("CloseHandle", INT, LONG);

        // HANDLE OpenProcess(DWORD dwDesiredAccess, BOOL bInheritHandle, DWORD dwProcessId)
        static final MethodHandle OpenProcess = win32("OpenProcess", LONG, INT, INT, INT);

        // BOOL GetProcessTimes(HANDLE hProcess, LPFILETIME lpCreationTime, LPFILETIME lpExitTime, LPFILETIME
        //         lpKernelTime, LPFILETIME lpUserTime)
        static final MethodHandle GetProcessTimes =
                win32("GetProcessTimes", INT, LONG, POINTER, POINTER, POINTER, POINTER);

        // HLOCAL LocalFree(HLOCAL hMem)
        static final MethodHandle LocalFree = win32("LocalFree", LONG, LONG);
    }

    @Override
    public int CloseHandle(long hObject) {
        try (CallState state = CallState.get()) {
            return state.unlessZero((int) Handles.CloseHandle.invokeExact(state.segment(), hObject));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public long OpenProcess(int dwDesiredAccess, int bInheritHandle, int dwProcessId) {
        try (CallState state = CallState.get()) {
            return state.unlessZero((long)
                    Handles.OpenProcess.invokeExact(state.segment(), dwDesiredAccess, bInheritHandle, dwProcessId));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int GetProcessTimes(
            long hProcess,
            ByteBuffer lpCreationTime,
            ByteBuffer lpExitTime,
            ByteBuffer lpKernelTime,
            ByteBuffer lpUserTime) {
        try (CallState state = CallState.get()) {
            return state.unlessZero((int) Handles.GetProcessTimes.invokeExact(
                    state.segment(),
                    hProcess,
                    state.memory(lpCreationTime),
                    state.memory(lpExitTime),
                    state.memory(lpKernelTime),
                    state.memory(lpUserTime)));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public long LocalFree(long hMem) {
        try (CallState state = CallState.get()) {
            return state.unlessMinusOne((long) Handles.LocalFree.invokeExact(state.segment(), hMem));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    // fileapi.h, ioapiset.h

    private static final class Files {
        // HANDLE CreateFileW(LPCWSTR lpFileName, DWORD dwDesiredAccess, DWORD dwShareMode, LPSECURITY_ATTRIBUTES
        //         lpSecurityAttributes, DWORD dwCreationDisposition, DWORD dwFlagsAndAttributes, HANDLE
        //         hTemplateFile)
        static final MethodHandle CreateFileW = win32("CreateFileW", LONG, POINTER, INT, INT, POINTER, INT, INT, LONG);

        // BOOL ReadFile(HANDLE hFile, LPVOID lpBuffer, DWORD nNumberOfBytesToRead, LPDWORD lpNumberOfBytesRead,
        //         LPOVERLAPPED lpOverlapped)
        static final MethodHandle ReadFile = win32("ReadFile", INT, LONG, POINTER, INT, POINTER, POINTER);

        // BOOL WriteFile(HANDLE hFile, LPCVOID lpBuffer, DWORD nNumberOfBytesToWrite, LPDWORD lpNumberOfBytesWritten,
        //         LPOVERLAPPED lpOverlapped)
        static final MethodHandle WriteFile = win32("WriteFile", INT, LONG, POINTER, INT, POINTER, POINTER);

        // BOOL FlushFileBuffers(HANDLE hFile)
        static final MethodHandle FlushFileBuffers = win32("FlushFileBuffers", INT, LONG);

        // BOOL SetFilePointerEx(HANDLE hFile, LARGE_INTEGER liDistanceToMove, PLARGE_INTEGER lpNewFilePointer, DWORD
        //         dwMoveMethod)
        static final MethodHandle SetFilePointerEx = win32("SetFilePointerEx", INT, LONG, LONG, POINTER, INT);

        // BOOL SetEndOfFile(HANDLE hFile)
        static final MethodHandle SetEndOfFile = win32("SetEndOfFile", INT, LONG);

        // BOOL GetFileInformationByHandle(HANDLE hFile, LPBY_HANDLE_FILE_INFORMATION lpFileInformation)
        static final MethodHandle GetFileInformationByHandle = win32("GetFileInformationByHandle", INT, LONG, POINTER);

        // BOOL DeleteFileW(LPCWSTR lpFileName)
        static final MethodHandle DeleteFileW = win32("DeleteFileW", INT, POINTER);

        // BOOL DeviceIoControl(HANDLE hDevice, DWORD dwIoControlCode, LPVOID lpInBuffer, DWORD nInBufferSize,
        //         LPVOID lpOutBuffer, DWORD nOutBufferSize, LPDWORD lpBytesReturned, LPOVERLAPPED lpOverlapped)
        static final MethodHandle DeviceIoControl =
                win32("DeviceIoControl", INT, LONG, INT, POINTER, INT, POINTER, INT, POINTER, POINTER);

        // BOOL CancelIoEx(HANDLE hFile, LPOVERLAPPED lpOverlapped)
        static final MethodHandle CancelIoEx = win32("CancelIoEx", INT, LONG, POINTER);

        // BOOL GetOverlappedResult(HANDLE hFile, LPOVERLAPPED lpOverlapped, LPDWORD lpNumberOfBytesTransferred, BOOL
        //         bWait)
        static final MethodHandle GetOverlappedResult = win32("GetOverlappedResult", INT, LONG, POINTER, POINTER, INT);
    }

    @Override
    public long CreateFileW(
            String lpFileName,
            int dwDesiredAccess,
            int dwShareMode,
            @Nullable ByteBuffer lpSecurityAttributes,
            int dwCreationDisposition,
            int dwFlagsAndAttributes,
            long hTemplateFile) {
        try (CallState state = CallState.get();
                Arena arena = Arena.ofConfined()) {
            return state.unlessMinusOne((long) Files.CreateFileW.invokeExact(
                    state.segment(),
                    wide(arena, lpFileName),
                    dwDesiredAccess,
                    dwShareMode,
                    state.memory(lpSecurityAttributes),
                    dwCreationDisposition,
                    dwFlagsAndAttributes,
                    hTemplateFile));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int ReadFile(
            long hFile,
            @Nullable ByteBuffer lpBuffer,
            int nNumberOfBytesToRead,
            @Nullable ByteBuffer lpNumberOfBytesRead,
            @Nullable ByteBuffer lpOverlapped) {
        try (CallState state = CallState.get()) {
            return state.unlessZero((int) Files.ReadFile.invokeExact(
                    state.segment(),
                    hFile,
                    state.memory(lpBuffer),
                    nNumberOfBytesToRead,
                    state.memory(lpNumberOfBytesRead),
                    state.memory(lpOverlapped)));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int WriteFile(
            long hFile,
            @Nullable ByteBuffer lpBuffer,
            int nNumberOfBytesToWrite,
            @Nullable ByteBuffer lpNumberOfBytesWritten,
            @Nullable ByteBuffer lpOverlapped) {
        try (CallState state = CallState.get()) {
            return state.unlessZero((int) Files.WriteFile.invokeExact(
                    state.segment(),
                    hFile,
                    state.memory(lpBuffer),
                    nNumberOfBytesToWrite,
                    state.memory(lpNumberOfBytesWritten),
                    state.memory(lpOverlapped)));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int FlushFileBuffers(long hFile) {
        try (CallState state = CallState.get()) {
            return state.unlessZero((int) Files.FlushFileBuffers.invokeExact(state.segment(), hFile));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int SetFilePointerEx(
            long hFile, long liDistanceToMove, @Nullable ByteBuffer lpNewFilePointer, int dwMoveMethod) {
        try (CallState state = CallState.get()) {
            return state.unlessZero((int) Files.SetFilePointerEx.invokeExact(
                    state.segment(), hFile, liDistanceToMove, state.memory(lpNewFilePointer), dwMoveMethod));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int SetEndOfFile(long hFile) {
        try (CallState state = CallState.get()) {
            return state.unlessZero((int) Files.SetEndOfFile.invokeExact(state.segment(), hFile));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int GetFileInformationByHandle(long hFile, ByteBuffer lpFileInformation) {
        try (CallState state = CallState.get()) {
            return state.unlessZero((int) Files.GetFileInformationByHandle.invokeExact(
                    state.segment(), hFile, state.memory(lpFileInformation)));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int DeleteFileW(String lpFileName) {
        try (CallState state = CallState.get();
                Arena arena = Arena.ofConfined()) {
            return state.unlessZero((int) Files.DeleteFileW.invokeExact(state.segment(), wide(arena, lpFileName)));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int DeviceIoControl(
            long hDevice,
            int dwIoControlCode,
            @Nullable ByteBuffer lpInBuffer,
            int nInBufferSize,
            @Nullable ByteBuffer lpOutBuffer,
            int nOutBufferSize,
            ByteBuffer lpBytesReturned,
            @Nullable ByteBuffer lpOverlapped) {
        try (CallState state = CallState.get()) {
            return state.unlessZero((int) Files.DeviceIoControl.invokeExact(
                    state.segment(),
                    hDevice,
                    dwIoControlCode,
                    state.memory(lpInBuffer),
                    nInBufferSize,
                    state.memory(lpOutBuffer),
                    nOutBufferSize,
                    state.memory(lpBytesReturned),
                    state.memory(lpOverlapped)));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int CancelIoEx(long hFile, @Nullable ByteBuffer lpOverlapped) {
        try (CallState state = CallState.get()) {
            return state.unlessZero(
                    (int) Files.CancelIoEx.invokeExact(state.segment(), hFile, state.memory(lpOverlapped)));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int GetOverlappedResult(
            long hFile, @Nullable ByteBuffer lpOverlapped, ByteBuffer lpNumberOfBytesTransferred, int bWait) {
        try (CallState state = CallState.get()) {
            return state.unlessZero((int) Files.GetOverlappedResult.invokeExact(
                    state.segment(),
                    hFile,
                    state.memory(lpOverlapped),
                    state.memory(lpNumberOfBytesTransferred),
                    bWait));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    // namedpipeapi.h

    private static final class Pipes {
        // HANDLE CreateNamedPipeW(LPCWSTR lpName, DWORD dwOpenMode, DWORD dwPipeMode, DWORD nMaxInstances, DWORD
        //         nOutBufferSize, DWORD nInBufferSize, DWORD nDefaultTimeOut, LPSECURITY_ATTRIBUTES
        //         lpSecurityAttributes)
        static final MethodHandle CreateNamedPipeW =
                win32("CreateNamedPipeW", LONG, POINTER, INT, INT, INT, INT, INT, INT, POINTER);

        // BOOL ConnectNamedPipe(HANDLE hNamedPipe, LPOVERLAPPED lpOverlapped)
        static final MethodHandle ConnectNamedPipe = win32("ConnectNamedPipe", INT, LONG, POINTER);

        // BOOL DisconnectNamedPipe(HANDLE hNamedPipe)
        static final MethodHandle DisconnectNamedPipe = win32("DisconnectNamedPipe", INT, LONG);

        // BOOL PeekNamedPipe(HANDLE hNamedPipe, LPVOID lpBuffer, DWORD nBufferSize, LPDWORD lpBytesRead, LPDWORD
        //         lpTotalBytesAvail, LPDWORD lpBytesLeftThisMessage)
        static final MethodHandle PeekNamedPipe =
                win32("PeekNamedPipe", INT, LONG, POINTER, INT, POINTER, POINTER, POINTER);

        // BOOL SetNamedPipeHandleState(HANDLE hNamedPipe, LPDWORD lpMode, LPDWORD lpMaxCollectionCount, LPDWORD
        //         lpCollectDataTimeout)
        static final MethodHandle SetNamedPipeHandleState =
                win32("SetNamedPipeHandleState", INT, LONG, POINTER, POINTER, POINTER);

        // BOOL WaitNamedPipeW(LPCWSTR lpNamedPipeName, DWORD nTimeOut)
        static final MethodHandle WaitNamedPipeW = win32("WaitNamedPipeW", INT, POINTER, INT);

        // BOOL GetNamedPipeInfo(HANDLE hNamedPipe, LPDWORD lpFlags, LPDWORD lpOutBufferSize, LPDWORD lpInBufferSize,
        //         LPDWORD lpMaxInstances)
        static final MethodHandle GetNamedPipeInfo =
                win32("GetNamedPipeInfo", INT, LONG, POINTER, POINTER, POINTER, POINTER);

        // BOOL GetNamedPipeClientProcessId(HANDLE Pipe, PULONG ClientProcessId)
        static final MethodHandle GetNamedPipeClientProcessId =
                win32("GetNamedPipeClientProcessId", INT, LONG, POINTER);

        // BOOL GetNamedPipeServerProcessId(HANDLE Pipe, PULONG ServerProcessId)
        static final MethodHandle GetNamedPipeServerProcessId =
                win32("GetNamedPipeServerProcessId", INT, LONG, POINTER);
    }

    @Override
    public long CreateNamedPipeW(
            @Nullable String lpName,
            int dwOpenMode,
            int dwPipeMode,
            int nMaxInstances,
            int nOutBufferSize,
            int nInBufferSize,
            int nDefaultTimeOut,
            @Nullable ByteBuffer lpSecurityAttributes) {
        try (CallState state = CallState.get();
                Arena arena = Arena.ofConfined()) {
            return state.unlessMinusOne((long) Pipes.CreateNamedPipeW.invokeExact(
                    state.segment(),
                    wide(arena, lpName),
                    dwOpenMode,
                    dwPipeMode,
                    nMaxInstances,
                    nOutBufferSize,
                    nInBufferSize,
                    nDefaultTimeOut,
                    state.memory(lpSecurityAttributes)));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int ConnectNamedPipe(long hNamedPipe, @Nullable ByteBuffer lpOverlapped) {
        try (CallState state = CallState.get()) {
            return state.unlessZero(
                    (int) Pipes.ConnectNamedPipe.invokeExact(state.segment(), hNamedPipe, state.memory(lpOverlapped)));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int DisconnectNamedPipe(long hNamedPipe) {
        try (CallState state = CallState.get()) {
            return state.unlessZero((int) Pipes.DisconnectNamedPipe.invokeExact(state.segment(), hNamedPipe));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int PeekNamedPipe(
            long hNamedPipe,
            @Nullable ByteBuffer lpBuffer,
            int nBufferSize,
            @Nullable ByteBuffer lpBytesRead,
            @Nullable ByteBuffer lpTotalBytesAvail,
            @Nullable ByteBuffer lpBytesLeftThisMessage) {
        try (CallState state = CallState.get()) {
            return state.unlessZero((int) Pipes.PeekNamedPipe.invokeExact(
                    state.segment(),
                    hNamedPipe,
                    state.memory(lpBuffer),
                    nBufferSize,
                    state.memory(lpBytesRead),
                    state.memory(lpTotalBytesAvail),
                    state.memory(lpBytesLeftThisMessage)));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int SetNamedPipeHandleState(
            long hNamedPipe,
            @Nullable ByteBuffer lpMode,
            @Nullable ByteBuffer lpMaxCollectionCount,
            @Nullable ByteBuffer lpCollectDataTimeout) {
        try (CallState state = CallState.get()) {
            return state.unlessZero((int) Pipes.SetNamedPipeHandleState.invokeExact(
                    state.segment(),
                    hNamedPipe,
                    state.memory(lpMode),
                    state.memory(lpMaxCollectionCount),
                    state.memory(lpCollectDataTimeout)));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int WaitNamedPipeW(String lpNamedPipeName, int nTimeOut) {
        try (CallState state = CallState.get();
                Arena arena = Arena.ofConfined()) {
            return state.unlessZero(
                    (int) Pipes.WaitNamedPipeW.invokeExact(state.segment(), wide(arena, lpNamedPipeName), nTimeOut));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int GetNamedPipeInfo(
            long hNamedPipe,
            @Nullable ByteBuffer lpFlags,
            @Nullable ByteBuffer lpOutBufferSize,
            @Nullable ByteBuffer lpInBufferSize,
            @Nullable ByteBuffer lpMaxInstances) {
        try (CallState state = CallState.get()) {
            return state.unlessZero((int) Pipes.GetNamedPipeInfo.invokeExact(
                    state.segment(),
                    hNamedPipe,
                    state.memory(lpFlags),
                    state.memory(lpOutBufferSize),
                    state.memory(lpInBufferSize),
                    state.memory(lpMaxInstances)));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int GetNamedPipeClientProcessId(long Pipe, ByteBuffer ClientProcessId) {
        try (CallState state = CallState.get()) {
            return state.unlessZero((int) Pipes.GetNamedPipeClientProcessId.invokeExact(
                    state.segment(), Pipe, state.memory(ClientProcessId)));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int GetNamedPipeServerProcessId(long Pipe, ByteBuffer ServerProcessId) {
        try (CallState state = CallState.get()) {
            return state.unlessZero((int) Pipes.GetNamedPipeServerProcessId.invokeExact(
                    state.segment(), Pipe, state.memory(ServerProcessId)));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }
}

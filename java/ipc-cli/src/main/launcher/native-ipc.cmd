@echo off
rem Starts native-ipc.jar, which lies beside this file, on NATIVE_IPC_JAVA if it is set, else on the Java in the folder
rem runtime beside this file, else on JAVA_HOME, else on the java of PATH. Each flag is known to every Java from 17 on.
rem Without delayed expansion a ! is a character like any other; arguments are passed on as they were written.
setlocal DisableDelayedExpansion

set "home=%NATIVE_IPC_JAVA%"
if not defined home if exist "%~dp0runtime\bin\java.exe" set "home=%~dp0runtime"
if not defined home if exist "%JAVA_HOME%\bin\java.exe" set "home=%JAVA_HOME%"
if defined home goto home
for %%j in (java.exe) do set "java=%%~$PATH:j"
if defined java goto start
echo native-ipc: no Java was found; install one from 17 on, or set NATIVE_IPC_JAVA to its home 1>&2
exit /b 1

:home
set "java=%home%\bin\java.exe"
if exist "%java%" goto start
echo native-ipc: NATIVE_IPC_JAVA=%home% is not the home of a Java 1>&2
exit /b 1

:start
rem A measurement and a bridge are to run fast, and not to start fast.
set "options=-XX:+UseSerialGC -XX:TieredStopAtLevel=1"
if "%~1"=="bench" set "options=-XX:+UseSerialGC"
if "%~1"=="bridge" set "options=-XX:+UseSerialGC"
"%java%" %options% -jar "%~dp0native-ipc.jar" %*
exit /b %ERRORLEVEL%

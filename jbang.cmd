@echo off
rem Runs jbang: the one on the path or, where that is missing or older than 0.127, the one pinned in
rem .jbang\jars.sha256, fetched from Maven Central once. Either is given an installed JDK 25 or later.
rem
rem   jbang lessons\00_synchronous.java
rem   jbang workbook                      the one beside this file, from any folder
rem
rem LOCALAPPDATA  the folder in which the fetched jbang is kept
rem MVNW_REPOURL  a mirror of Maven Central, the same as for mvnw.cmd
rem HTTPS_PROXY, HTTP_PROXY, NO_PROXY   the way to it, as curl reads them
setlocal EnableExtensions DisableDelayedExpansion
if not defined LOCALAPPDATA (
  >&2 echo jbang: LOCALAPPDATA is not set; set it to a folder where the fetched jbang may be kept.
  exit /b 1
)
set "cache=%LOCALAPPDATA%\java-threads-workbook"

set "jdk="
if defined JAVA_HOME call :use_if_jdk_25 "%JAVA_HOME%"
for %%J in (javac.exe) do if not "%%~$PATH:J"=="" call :use_if_jdk_25 "%%~dp$PATH:J.."
for %%P in ("%ProgramFiles%" "%LOCALAPPDATA%\Programs") do for %%V in ("Eclipse Adoptium" Java Microsoft Zulu "Amazon Corretto" BellSoft RedHat) do for /d %%J in ("%%~P\%%~V\*") do call :use_if_jdk_25 "%%~J"
for %%P in (.jdks .jbang\cache\jdks .sdkman\candidates\java) do for /d %%J in ("%USERPROFILE%\%%P\*") do call :use_if_jdk_25 "%%~J"
if defined jdk set "JAVA_HOME=%jdk%"

set "here=%~dp0"
set "here=%here:~0,-1%"
set "repository=%MVNW_REPOURL%"
if defined repository if "%repository:~-1%"=="/" set "repository=%repository:~0,-1%"

rem What jbang is told: where it is to run the workbook, its file, in place of the first word.
set arguments=%*
if not "%~1"=="workbook" goto :proxies
set arguments=--runtime-option="-Dworkbook.home=%here%" "%here%\workbook\Workbook.java" %arguments:*workbook=%
if defined repository set arguments=--repos="central=%repository%" %arguments%

rem Java reads no proxy from the environment. JBANG_JAVA_OPTIONS is what any jbang gives to its own JVM.
:proxies
set "direct="
if defined HTTP_PROXY call :hand_on_proxy http "%HTTP_PROXY%"
if defined HTTPS_PROXY call :hand_on_proxy https "%HTTPS_PROXY%"
if defined NO_PROXY set "direct=%NO_PROXY:,=|%"
if defined direct set "direct=%direct: =%"
if defined direct set "direct=%direct:|.=|*.%"
if defined direct if "%direct:~0,1%"=="." set "direct=*%direct%"

set "found="
for %%J in (jbang.bat jbang.cmd jbang.exe) do if not "%%~$PATH:J"=="" set "found=%%~$PATH:J"
if not defined found goto :own
if /i "%found%"=="%~f0" goto :own

rem Asking a jbang for its version costs half a second: the answer is kept for as long as its files stay the same.
set "version="
for %%F in ("%found%") do for %%G in ("%%~dpFjbang.jar") do set "files=%%~tzF %%~tzG %%~F"
if exist "%cache%\jbang-on-path" for /f "usebackq tokens=1*" %%A in ("%cache%\jbang-on-path") do if "%%~B"=="%files%" set "version=%%A"
if defined version goto :known
for /f "tokens=1" %%V in ('call "%found%" version 2^>nul ^<nul') do if not defined version set "version=%%V"
if not defined version goto :own
if not exist "%cache%\" mkdir "%cache%" 2>nul
echo %version% "%files%">"%cache%\jbang-on-path"
:known
rem The 1 makes a missing minor version a number; a major version of more than digits is none.
for /f "tokens=1,2 delims=.-" %%A in ("%version%") do (
  set "major=%%A"
  set "minor=1%%B"
)
for /f "delims=0123456789" %%X in ("%major%") do if not "%%X"=="" goto :own
if %major% equ 0 if %minor% lss 1127 goto :own
"%found%" %arguments%
exit /b %ERRORLEVEL%

:own
set "java="
if defined JAVA_HOME if exist "%JAVA_HOME%\bin\java.exe" set "java=%JAVA_HOME%\bin\java.exe"
if not defined java for %%J in (java.exe) do set "java=%%~$PATH:J"
if not defined java (
  >&2 echo jbang: there is no Java here; install a JDK 25 or later from https://adoptium.net, or set JAVA_HOME to one.
  exit /b 1
)

rem A folder of this run's own: making one fails where another run has just made it.
if not exist "%cache%\" mkdir "%cache%" 2>nul
set "tries=0"
:work
set "work=%cache%\run-%RANDOM%%RANDOM%"
mkdir "%work%" 2>nul && goto :pin
set /a tries+=1
if %tries% lss 50 goto :work
:unwritable
>&2 echo jbang: cannot write to "%cache%"; set LOCALAPPDATA to a folder where the fetched jbang may be kept.
exit /b 1

:pin
for /f "usebackq eol=# tokens=1,2" %%A in ("%~dp0.jbang\jars.sha256") do (
  set "sum=%%A"
  set "place=%%B"
  set "name=%%~nxB"
)
set "jar=%cache%\%sum%-%name%"

rem One that was cut short after it was fetched is fetched again.
set "size="
if exist "%jar%.size" set /p size=<"%jar%.size"
if exist "%jar%" for %%F in ("%jar%") do if "%%~zF"=="%size%" goto :run

set "url=%repository%"
if not defined url set "url=https://repo.maven.apache.org/maven2"
set "url=%url%/%place%"
>&2 echo jbang: fetching %url%, once
curl.exe --fail --silent --show-error --location --retry 2 --connect-timeout 10 --speed-time 30 --output "%work%\jar" "%url%"
if errorlevel 1 (
  rd /s /q "%work%"
  >&2 echo jbang: could not fetch jbang; connect to the network once, or set HTTPS_PROXY to a proxy or MVNW_REPOURL to a mirror of Maven Central, or install jbang 0.127 or later from https://www.jbang.dev/download.
  exit /b 1
)
set "verified="
for /f %%H in ('certutil.exe -hashfile "%work%\jar" SHA256') do if /i "%%H"=="%sum%" set "verified=true"
if not defined verified (
  rd /s /q "%work%"
  >&2 echo jbang: %name% from %url% is not the one that .jbang\jars.sha256 pins, so it was thrown away.
  exit /b 1
)
rem This fails where another first run was quicker and has the same jar open.
move /y "%work%\jar" "%jar%" >nul 2>nul
if not exist "%jar%" goto :unwritable
for %%F in ("%jar%") do >"%jar%.size" echo %%~zF

:run
set "JBANG_LAUNCH_CMD=%~f0"
set "JBANG_RUNTIME_SHELL=cmd"
set "JBANG_NO_VERSION_CHECK=true"
set "JBANG_STDIN_NOTTY=true"
"%SystemRoot%\System32\timeout.exe" /t 0 >nul 2>nul && set "JBANG_STDIN_NOTTY=false"

rem jbang prints the command that runs the script, and exits with 255. The command names folders, which need not be
rem ASCII: both sides speak UTF-8.
for /f "tokens=2 delims=:." %%C in ('chcp') do set "codepage=%%C"
chcp 65001 >nul
>"%work%\output" "%java%" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Dstdout.encoding=UTF-8 "-Dhttp.nonProxyHosts=%direct%" %JBANG_JAVA_OPTIONS% -cp "%jar%" dev.jbang.Main %arguments%
set "status=%ERRORLEVEL%"
set "command="
if %status% equ 255 for /f "usebackq delims=" %%C in ("%work%\output") do if not defined command set "command=%%C"
if not defined command type "%work%\output"
rd /s /q "%work%"
if not defined command goto :end
%command%
set "status=%ERRORLEVEL%"
:end
chcp %codepage% >nul
exit /b %status%

rem Not a password, which everybody could read among the options of a process.
:hand_on_proxy
set "server=%~2"
set "server=%server:*://=%"
if not "%server:@=%"=="%server%" exit /b 0
for /f "tokens=1,2 delims=:/" %%A in ("%server%:1080") do set "JBANG_JAVA_OPTIONS=-Daether.connector.http.useSystemProperties=true -D%1.proxyHost=%%A -D%1.proxyPort=%%B %JBANG_JAVA_OPTIONS%"
exit /b 0

:use_if_jdk_25
if defined jdk exit /b 0
if not exist "%~1\bin\javac.exe" exit /b 0
if not exist "%~1\release" exit /b 0
for /f "usebackq tokens=1,2 delims==" %%A in ("%~1\release") do if "%%A"=="JAVA_VERSION" for /f "delims=.-+_" %%V in ("%%~B") do if %%V geq 25 set "jdk=%~f1"
exit /b 0

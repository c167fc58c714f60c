@echo off
rem Runs the lstm4j command line from this source folder; builds it first when it was never built.
rem JAVA_HOME must name a JDK 25.0.2 or newer. LSTM4J_OPTS holds more arguments for the JVM.
rem Unlike ./lstm4j this script does not notice changed sources: run "mvnw.cmd -q -Dquick package".
rem "lstm4j bench" runs the benchmarks of our own code: the peers' libraries are taken for Linux only.
setlocal DisableDelayedExpansion

set "ROOT=%~dp0"

if not defined JAVA_HOME goto :nojdk
if not exist "%JAVA_HOME%\bin\javac.exe" goto :nojdk

if not exist "%ROOT%core\target\lstm4j-core.jar" goto :build
if not exist "%ROOT%formats\target\lstm4j-formats.jar" goto :build
if not exist "%ROOT%simd\target\lstm4j-simd.jar" goto :build
if not exist "%ROOT%samples\target\lstm4j-samples.jar" goto :build
if not exist "%ROOT%samples\target\lib" goto :build
if "%~1"=="bench" if not exist "%ROOT%jmh\target\lib" goto :build
goto :run

:build
echo Building lstm4j ^(first run^)... 1>&2
pushd "%ROOT%"
rem Without -Dquick's "enforcer.skip", so that the version of the JDK is checked here.
call mvnw.cmd -q -Dquick -Denforcer.skip=false package 1>&2
if errorlevel 1 (
  popd
  echo lstm4j could not be built; the messages of Maven are above. 1>&2
  exit /b 1
)
popd

:run
if "%~1"=="bench" goto :bench
set "MODULES=%ROOT%core\target\lstm4j-core.jar;%ROOT%formats\target\lstm4j-formats.jar;%ROOT%simd\target\lstm4j-simd.jar;%ROOT%samples\target\lstm4j-samples.jar;%ROOT%samples\target\lib"
"%JAVA_HOME%\bin\java.exe" -Djava.awt.headless=true -XX:+UseSerialGC %LSTM4J_OPTS% --module-path "%MODULES%" -m org.lstm4j.samples/org.lstm4j.samples.Main %*
exit /b %ERRORLEVEL%

:bench
set ARGUMENTS=%*
"%JAVA_HOME%\bin\java.exe" -Djava.awt.headless=true %LSTM4J_OPTS% --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED -cp "%ROOT%jmh\target\lstm4j-jmh.jar;%ROOT%jmh\target\lib\*" org.lstm4j.jmh.Main %ARGUMENTS:*bench=%
exit /b %ERRORLEVEL%

:nojdk
echo lstm4j needs a JDK 25.0.2 or newer; install one, for example Temurin 25 from https://adoptium.net, and point JAVA_HOME at it. 1>&2
exit /b 1

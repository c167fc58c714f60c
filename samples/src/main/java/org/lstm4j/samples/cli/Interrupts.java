package org.lstm4j.samples.cli;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What Ctrl-C and SIGTERM do while a thread trains: the first one interrupts it, so that it can end
 * in order; a second one ends the process at once. Before and after, either ends it as usual.
 *
 * <p>Java's only way to take a signal is {@code sun.misc.Signal}, which JEP 260 keeps and of which
 * javac warns without a way to say that it is meant; hence by reflection, as JLine does it.
 */
public final class Interrupts implements AutoCloseable {
  /** Each signal with what shells expect of a process that it ended. */
  private static final Map<String, Integer> SIGNALS = Map.of("INT", 130, "TERM", 143);

  private final List<Runnable> undo = new ArrayList<>();
  private final AtomicInteger exitCode = new AtomicInteger();

  /** Begins, for the calling thread. */
  public Interrupts() {
    Thread training = Thread.currentThread();
    SIGNALS.forEach((name, code) ->
        handle(
            name,
            () -> {
              if (exitCode.compareAndSet(0, code)) {
                training.interrupt();
              } else {
                Runtime.getRuntime().halt(code);
              }
            }));
  }

  private void handle(String name, Runnable action) {
    try {
      Class<?> signals = Class.forName("sun.misc.Signal");
      Class<?> handlers = Class.forName("sun.misc.SignalHandler");
      Method handle = signals.getMethod("handle", signals, handlers);
      Object signal = signals.getConstructor(String.class).newInstance(name);
      MethodHandle run =
          MethodHandles.lookup()
              .findVirtual(Runnable.class, "run", MethodType.methodType(void.class))
              .bindTo(action);
      Object handler =
          MethodHandleProxies.asInterfaceInstance(
              handlers, MethodHandles.dropArguments(run, 0, signals));
      Object before = handle.invoke(null, signal, handler);
      undo.add(() -> invoke(handle, signal, before));
    } catch (ReflectiveOperationException | IllegalArgumentException _) {
      // a virtual machine that keeps its signals to itself: they end the process at once
    }
  }

  private static void invoke(Method handle, Object... arguments) {
    try {
      handle.invoke(null, arguments);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a signal's handler cannot be put back", e);
    }
  }

  /** {@return the exit code of a process that the first signal ended, or 0 if there was none} */
  public int exitCode() {
    return exitCode.get();
  }

  /** Ends; the thread is no longer interrupted by a signal. */
  @Override
  public void close() {
    undo.forEach(Runnable::run);
    if (exitCode.get() != 0) {
      Thread.interrupted();
    }
  }
}

package dev.culebra.cli;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * Ctrl-C, SIGTERM and SIGHUP while training: the step in progress is finished and a checkpoint
 * written; a second signal ends the process at once, as a first one does at any other time.
 *
 * <p>A shutdown hook would not do: while hooks run the JVM refuses much, drawing pictures for one.
 * The JDK's class for signals is called by reflection because it is no part of the standard, and
 * where it is missing signals end the process at once.
 */
final class StopSignal {
  /** What shells add to a signal's number for the exit code of a process that it ended. */
  private static final int SIGNAL_EXIT = 128;

  private volatile Runnable stop;

  /** Begins to listen; only for a process that is nothing but this command. */
  void install() {
    for (String name : new String[] {"INT", "TERM", "HUP"}) {
      try {
        listen(name);
      } catch (ReflectiveOperationException | IllegalArgumentException unsupported) {
        System.getLogger(StopSignal.class.getName())
            .log(System.Logger.Level.DEBUG, "signal {0} is not heard", name);
      }
    }
  }

  private void listen(String name) throws ReflectiveOperationException {
    Class<?> signal = Class.forName("sun.misc.Signal");
    Class<?> handler = Class.forName("sun.misc.SignalHandler");
    Method number = signal.getMethod("getNumber");
    Object listener =
        Proxy.newProxyInstance(
            StopSignal.class.getClassLoader(),
            new Class<?>[] {handler},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "handle" -> {
                    onSignal((int) number.invoke(arguments[0]));
                    yield null;
                  }
                  case "equals" -> proxy == arguments[0];
                  case "hashCode" -> System.identityHashCode(proxy);
                  default -> "culebra-stop";
                });
    signal
        .getMethod("handle", signal, handler)
        .invoke(null, signal.getConstructor(String.class).newInstance(name), listener);
  }

  /** What the next signal asks for; null for the end of the process at once. */
  void asksFor(Runnable request) {
    stop = request;
  }

  private void onSignal(int number) {
    Runnable request = stop;
    if (request == null) {
      System.exit(SIGNAL_EXIT + number);
    } else {
      stop = null;
      request.run();
    }
  }
}

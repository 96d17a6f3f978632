package dev.culebra.cli;

import java.util.concurrent.CompletableFuture;

/**
 * Ctrl-C and SIGTERM while training: the step in progress is finished and a checkpoint written,
 * then the process ends with the code of a training that was asked to stop. At any other time the
 * signals end the process at once, as always.
 */
final class StopSignal {
  private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();
  private volatile Runnable stop;

  /** Begins to listen; only for a process that is nothing but this command. */
  void install() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::onShutdown, "culebra-stop"));
  }

  /** What a signal asks for from now on; null for the end of the process at once. */
  void onSignal(Runnable request) {
    stop = request;
  }

  /** Ends the process; what a signal asked for is done. */
  void exit(int code) {
    stop = null;
    exitCode.complete(code);
    System.exit(code);
  }

  // The JVM is ending already: to end it with a code of ours, the last step must be a halt.
  private void onShutdown() {
    Runnable request = stop;
    if (request != null) {
      request.run();
      Runtime.getRuntime().halt(exitCode.join());
    }
  }
}

package dev.culebra.bench;

/**
 * Takes something back once: when it is closed, or when the program is ended before that, as by an
 * interruption from the keyboard. One thread.
 */
final class Undo implements AutoCloseable {
  private final Runnable action;
  private final Thread atExit;

  Undo(Runnable action) {
    this.action = action;
    atExit = new Thread(action, "undo");
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  @Override
  public void close() {
    try {
      if (Runtime.getRuntime().removeShutdownHook(atExit)) {
        action.run();
      }
    } catch (IllegalStateException ending) {
      // The program is being ended, and the other thread is at it.
    }
  }
}

package dev.culebra.kernel;

import dev.culebra.ir.OpException;

/** What one of several calls that were run together found in its data. */
public final class CallRefusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int call;
  private final OpException found;

  /**
   * @param call which of the calls, from 0
   * @param found what it would have thrown, run by itself
   */
  public CallRefusal(int call, OpException found) {
    super(found.getMessage(), found);
    this.call = call;
    this.found = found;
  }

  public int call() {
    return call;
  }

  public OpException found() {
    return found;
  }
}

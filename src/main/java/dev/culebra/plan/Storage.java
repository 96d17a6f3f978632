package dev.culebra.plan;

import dev.culebra.ir.Input;

/**
 * One run of bytes that one or more values share (views, and results written in place). Mutable
 * while the planner works; a merged storage points to the one it became part of.
 */
final class Storage {
  final long bytes;
  final int firstCall;
  int lastCall;
  boolean isResult;
  Input given;
  long offset = -1;
  private Storage merged;

  Storage(long bytes, int firstCall) {
    this.bytes = bytes;
    this.firstCall = firstCall;
    this.lastCall = firstCall;
  }

  static Storage given(Input input) {
    Storage storage = new Storage(input.type().bytes(), -1);
    storage.given = input;
    return storage;
  }

  Storage root() {
    return merged == null ? this : merged.root();
  }

  /** Makes {@code later} part of this storage, which must be a root. */
  void absorb(Storage later) {
    later.merged = this;
    lastCall = Math.max(lastCall, later.lastCall);
    isResult |= later.isResult;
  }

  void use(int call) {
    lastCall = Math.max(lastCall, call);
  }

  Place place() {
    Storage root = root();
    if (root.given != null) {
      return new Place.Given(root.given);
    }
    return root.isResult ? new Place.Results(root.offset) : new Place.Scratch(root.offset);
  }
}

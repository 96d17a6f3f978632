package dev.culebra.cpu.simd;

/**
 * Passes over the same rows, one after the other while the rows are in the cache. All passes of all
 * kernels are called from one place, which is too many for the JIT to inline any of them: so each
 * is compiled by itself, and what it inlines does not depend on what else a kernel does. In one
 * method, long vector functions would not be inlined any more and their vectors would be objects.
 */
final class Passes implements Rows.Body {
  private final Rows.Body[] passes;

  Passes(Rows.Body... passes) {
    this.passes = passes.clone();
  }

  @Override
  public void run(long begin, long end) {
    for (Rows.Body pass : passes) {
      pass.run(begin, end);
    }
  }
}

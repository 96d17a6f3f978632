package dev.culebra.bench;

import dev.culebra.par.Workers;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Fused multiply-adds that never leave the registers, on every thread. */
final class MultiplyAddProbe implements Subject {
  private static final VectorSpecies<Float> LANES = FloatVector.SPECIES_PREFERRED;
  private static final int ITERATIONS = 200_000;

  /** Independent sums: more than two units of four cycles' latency keep busy. */
  private static final int CHAINS = 12;

  /** Of one call on one thread. */
  static final double FLOPS = 2.0 * CHAINS * LANES.length() * ITERATIONS;

  /** Floats from one thread's result to the next: no cache line is shared. */
  private static final int APART = 64;

  private final Workers workers;
  private final float[] sums;

  /** Closes the workers with itself. */
  MultiplyAddProbe(Workers workers) {
    this.workers = workers;
    sums = new float[workers.threads() * APART];
  }

  @Override
  public void run() {
    workers.run(thread -> sums[thread * APART] = chains(), workers.threads());
  }

  private static float chains() {
    FloatVector factor = FloatVector.broadcast(LANES, 0.999f);
    FloatVector term = FloatVector.broadcast(LANES, 1e-3f);
    FloatVector a = term;
    FloatVector b = term;
    FloatVector c = term;
    FloatVector d = term;
    FloatVector e = term;
    FloatVector f = term;
    FloatVector g = term;
    FloatVector h = term;
    FloatVector i = term;
    FloatVector j = term;
    FloatVector k = term;
    FloatVector l = term;
    for (int iteration = 0; iteration < ITERATIONS; iteration++) {
      a = a.fma(factor, term);
      b = b.fma(factor, term);
      c = c.fma(factor, term);
      d = d.fma(factor, term);
      e = e.fma(factor, term);
      f = f.fma(factor, term);
      g = g.fma(factor, term);
      h = h.fma(factor, term);
      i = i.fma(factor, term);
      j = j.fma(factor, term);
      k = k.fma(factor, term);
      l = l.fma(factor, term);
    }
    FloatVector left = a.add(b).add(c.add(d)).add(e.add(f));
    FloatVector right = g.add(h).add(i.add(j)).add(k.add(l));
    return left.add(right).lane(0);
  }

  @Override
  public Findings check() {
    return Findings.NONE;
  }

  @Override
  public void close() {
    workers.close();
  }
}

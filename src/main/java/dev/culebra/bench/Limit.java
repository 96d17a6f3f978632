package dev.culebra.bench;

import dev.culebra.cpu.ffm.NativeProbe;
import dev.culebra.par.Workers;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the machine allows for some kind of work, measured: fused multiply-adds that never leave the
 * registers, or as many streams of the same length as the work has, in several ways; on a device
 * with memory of its own what {@link DeviceLimit} measures.
 *
 * <p>The rate is that of the fastest batch of calls so far, some two milliseconds by the wall: a
 * batch that nobody disturbed. Turns that lie beside those of the work would not do, because what
 * slows a turn of the limit would make the work look better; nor would a thread's own time, from
 * which the kernel takes more than it should where it shares a processor.
 *
 * <p>Owns its memory and threads until closed. One thread.
 */
public final class Limit implements AutoCloseable {
  /** Elements of a stream before the next one's turn: some lines, and what pages have. */
  private static final int[] PIECES = {64, 1024};

  private static final double LEAST_SECONDS = 0.1;

  private final Work work;
  private final String how;
  private final Runnable close;
  private final List<Stopwatch> ways;

  private Limit(Work work, String how, Workers workers, Stream<NativeProbe> ways) {
    this(
        work,
        how,
        workers::close,
        ways.map(way -> new Stopwatch(way::run, Stopwatch.Clock.WALL)).toList());
  }

  /**
   * @param work of one call
   * @param close lets go of what the ways need
   */
  Limit(Work work, String how, Runnable close, List<Stopwatch> ways) {
    this.work = work;
    this.how = how;
    this.close = close;
    this.ways = ways;
  }

  /** Why nothing can be measured here, in one line; null if it can. */
  public static String refusal() {
    return NativeProbe.refusal();
  }

  /** The limit of some work; null where no single one applies, or none can be measured. */
  public static Limit of(Work work, int threads) {
    if (refusal() != null) {
      return null;
    }
    return switch (work.unit()) {
      case FLOPS -> multiplyAdds(threads);
      case BYTES -> streams(work, threads);
      case SAMPLES -> null;
    };
  }

  private static Limit multiplyAdds(int threads) {
    Workers workers = Workers.of(threads);
    return new Limit(
        Work.flops(2.0 * NativeProbe.MULTIPLY_ADDS * threads),
        "multiply-adds in registers",
        workers,
        Stream.of(NativeProbe.multiplyAdds(workers)));
  }

  private static Limit streams(Work work, int threads) {
    Workers workers = Workers.of(threads);
    NativeProbe.Streams streams =
        new NativeProbe.Streams(work.reads(), work.writes(), work.updates(), work.elements());
    MemorySegment memory = streams.allocate();
    List<NativeProbe> ways = new ArrayList<>();
    for (int piece : PIECES) {
      for (boolean bypass : new boolean[] {false, true}) {
        ways.add(NativeProbe.streams(workers, streams, memory, piece, bypass));
      }
    }
    long whole = Math.ceilDiv(work.elements(), NativeProbe.CHUNK) * NativeProbe.CHUNK;
    return new Limit(
        Work.streams(work.reads(), work.writes(), work.updates(), whole),
        "%d streams read, %d written, %d updated, of %d numbers"
            .formatted(work.reads(), work.writes(), work.updates(), work.elements()),
        workers,
        ways.stream());
  }

  /** What was measured, in words; the same for the same limit. */
  public String how() {
    return how;
  }

  /** Measures for so long, or until some batches are likely to have been undisturbed. */
  public void turn(double seconds) {
    ways.forEach(way -> way.slice(Math.max(seconds, LEAST_SECONDS) / ways.size()));
  }

  /** The best rate of all turns so far, in the unit of the work. */
  public double rate() {
    return work.rate(ways.stream().mapToDouble(Stopwatch::fastest).min().orElseThrow());
  }

  @Override
  public void close() {
    close.run();
  }
}

package dev.culebra.cpu.simd;

import static dev.culebra.cpu.simd.Vectors.LANES;

import dev.culebra.math.Exp;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Lines that lie across memory, side by side in vectors; a unit is a block of neighbouring lines.
 *
 * @param depth elements of a line
 * @param inner lines that are neighbours, and elements from one element of a line to the next
 */
record SoftmaxColumns(
    MemorySegment input, MemorySegment output, SoftmaxLines lines, int depth, long inner)
    implements SoftmaxPasses {
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();
  private static final int LENGTH = LANES.length();

  /** Lines of a block: 1 KiB of each row, which the prefetchers notice. */
  private static final int WIDTH = 256;

  static long blocks(long inner) {
    return Math.ceilDiv(inner, WIDTH);
  }

  /** Elements of a block. */
  long unitSize() {
    return depth * Math.min(inner, WIDTH);
  }

  /** First line of a block. */
  private long line(long unit) {
    return unit / blocks(inner) * inner + unit % blocks(inner) * WIDTH;
  }

  /** Lines of a block. */
  private long count(long unit) {
    return Math.min(WIDTH, inner - unit % blocks(inner) * WIDTH);
  }

  /** Element where a line begins. */
  private long first(long line) {
    return line / inner * depth * inner + line % inner;
  }

  @Override
  public void largest(long begin, long end) {
    for (long unit = begin; unit < end; unit++) {
      long line = line(unit);
      MaxSimd.LOOP.columns(input, first(line), inner, depth, lines.shifts(), line, count(unit));
    }
  }

  @Override
  public void bound(long begin, long end) {
    for (long unit = begin; unit < end; unit++) {
      lines.bound(line(unit), count(unit));
    }
  }

  @Override
  public void exponentials(long begin, long end) {
    for (long unit = begin; unit < end; unit++) {
      long line = line(unit);
      long first = first(line);
      long count = count(unit);
      for (long i = 0; i <= count - LENGTH; i += LENGTH) {
        wholeExponentials(line + i, first + i);
      }
    }
  }

  private void wholeExponentials(long line, long first) {
    FloatVector shift = Vectors.load(lines.shifts(), line);
    FloatVector total = FloatVector.broadcast(LANES, 0);
    long at = first;
    for (int row = 0; row < depth; row++, at += inner) {
      FloatVector power = VectorExp.exp(Vectors.load(input, at).sub(shift));
      Vectors.store(power, output, at);
      total = total.add(power);
    }
    Vectors.store(total, lines.totals(), line);
  }

  @Override
  public void exponentialsRest(long begin, long end) {
    for (long unit = begin; unit < end; unit++) {
      int rest = (int) (count(unit) % LENGTH);
      if (rest > 0) {
        long line = line(unit) + count(unit) - rest;
        restExponentials(line, first(line), rest);
      }
    }
  }

  /**
   * Whole vectors are read, of which the first lanes count: masked loads take too much room in a
   * method for its vectors to stay in registers. The last elements of the input go singly.
   */
  private void restExponentials(long line, long first, int rest) {
    VectorMask<Float> lanes = LANES.indexInRange(0, rest);
    FloatVector shift = Vectors.load(lines.shifts(), line);
    FloatVector total = FloatVector.broadcast(LANES, 0);
    long last = input.byteSize() / Float.BYTES - LENGTH;
    int row = 0;
    long at = first;
    for (; row < depth && at <= last; row++, at += inner) {
      FloatVector power = VectorExp.exp(Vectors.load(input, at).sub(shift));
      power.intoMemorySegment(output, at * Float.BYTES, ORDER, lanes);
      total = total.add(power);
    }
    total.intoMemorySegment(lines.totals(), line * Float.BYTES, ORDER, lanes);
    for (; row < depth; row++, at += inner) {
      for (int i = 0; i < rest; i++) {
        float power = Exp.exp(input.getAtIndex(FLOAT, at + i) - lines.shift(line + i));
        output.setAtIndex(FLOAT, at + i, power);
        lines.total(line + i, lines.total(line + i) + power);
      }
    }
  }

  @Override
  public void totals(long begin, long end) {
    for (long unit = begin; unit < end; unit++) {
      long line = line(unit);
      long first = first(line);
      long count = count(unit);
      for (long i = 0; i <= count - LENGTH; i += LENGTH) {
        wholeTotals(line + i, first + i);
      }
    }
  }

  private void wholeTotals(long line, long first) {
    FloatVector shift = Vectors.load(lines.shifts(), line);
    FloatVector total = FloatVector.broadcast(LANES, 0);
    long at = first;
    for (int row = 0; row < depth; row++, at += inner) {
      total = total.add(VectorExp.exp(Vectors.load(input, at).sub(shift)));
    }
    Vectors.store(total, lines.totals(), line);
  }

  @Override
  public void totalsRest(long begin, long end) {
    for (long unit = begin; unit < end; unit++) {
      int rest = (int) (count(unit) % LENGTH);
      if (rest > 0) {
        long line = line(unit) + count(unit) - rest;
        restTotals(line, first(line), rest);
      }
    }
  }

  /** As {@link #restExponentials}. */
  private void restTotals(long line, long first, int rest) {
    FloatVector shift = Vectors.load(lines.shifts(), line);
    FloatVector total = FloatVector.broadcast(LANES, 0);
    long last = input.byteSize() / Float.BYTES - LENGTH;
    int row = 0;
    long at = first;
    for (; row < depth && at <= last; row++, at += inner) {
      total = total.add(VectorExp.exp(Vectors.load(input, at).sub(shift)));
    }
    VectorMask<Float> lanes = LANES.indexInRange(0, rest);
    total.intoMemorySegment(lines.totals(), line * Float.BYTES, ORDER, lanes);
    for (; row < depth; row++, at += inner) {
      for (int i = 0; i < rest; i++) {
        float power = Exp.exp(input.getAtIndex(FLOAT, at + i) - lines.shift(line + i));
        lines.total(line + i, lines.total(line + i) + power);
      }
    }
  }

  @Override
  public void divide(long begin, long end) {
    for (long unit = begin; unit < end; unit++) {
      long line = line(unit);
      long first = first(line);
      for (int row = 0; row < depth; row++, first += inner) {
        DivideSimd.LOOP.run(
            output, first, false, lines.totals(), line, false, output, first, count(unit));
      }
    }
  }

  @Override
  public void logarithms(long begin, long end) {
    for (long unit = begin; unit < end; unit++) {
      lines.logarithms(line(unit), count(unit));
    }
  }

  @Override
  public void subtract(long begin, long end) {
    for (long unit = begin; unit < end; unit++) {
      long line = line(unit);
      long first = first(line);
      long count = count(unit);
      for (int row = 0; row < depth; row++, first += inner) {
        SubtractSimd.LOOP.run(
            input, first, false, lines.shifts(), line, false, output, first, count);
        SubtractSimd.LOOP.run(
            output, first, false, lines.totals(), line, false, output, first, count);
      }
    }
  }

  @Override
  public void add(long begin, long end) {
    for (long unit = begin; unit < end; unit++) {
      lines.add(line(unit), count(unit), output);
    }
  }
}

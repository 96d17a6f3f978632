package dev.culebra.cpu.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.culebra.math.Erf;
import dev.culebra.math.Exp;
import dev.culebra.math.Expm1;
import dev.culebra.math.Log;
import dev.culebra.math.Log1p;
import dev.culebra.math.Normal;
import dev.culebra.math.Philox;
import dev.culebra.math.Sigmoid;
import dev.culebra.math.SinCos;
import dev.culebra.math.Softplus;
import dev.culebra.math.Tanh;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The vector twins give the bits of package math; run at three vector widths. */
@Tag("widths")
class VectorMathTest {
  private static final int POINTS = 1 << 21;
  private static final long SEED = Long.getLong("culebra.seed", System.nanoTime());
  private static final float[] SPECIAL = {
    0f,
    -0f,
    1f,
    -1f,
    2f,
    -2f,
    0.5f,
    10f,
    -10f,
    88.72f,
    88.73f,
    89f,
    90f,
    -103.9f,
    -103.98f,
    -104f,
    -105f,
    0.9277344f,
    0.92773443f,
    3.95f,
    0x1p17f,
    131073f,
    0x1p127f,
    -0x1p127f,
    0x1.8p127f,
    Float.MIN_VALUE,
    -Float.MIN_VALUE,
    Float.MIN_NORMAL,
    -Float.MIN_NORMAL,
    Float.MAX_VALUE,
    -Float.MAX_VALUE,
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY,
    Float.NaN,
    Float.intBitsToFloat(0x7f800001),
    Float.intBitsToFloat(-1),
    Math.nextDown(1f),
    Math.nextUp(-1f)
  };

  interface Scalar {
    float of(float x);
  }

  private static void same(UnarySimd.Function vector, Scalar scalar) {
    SplittableRandom random = new SplittableRandom(SEED);
    int lanes = Lanes.F32.length();
    float[] x = new float[lanes];
    float[] y = new float[lanes];
    for (int point = 0; point < POINTS; point += lanes) {
      for (int lane = 0; lane < lanes; lane++) {
        x[lane] =
            point + lane < SPECIAL.length
                ? SPECIAL[point + lane]
                : (lane & 1) == 0
                    ? Float.intBitsToFloat(random.nextInt())
                    : (float) random.nextDouble(-105, 90);
      }
      vector.apply(FloatVector.fromArray(Lanes.F32, x, 0)).intoArray(y, 0);
      for (int lane = 0; lane < lanes; lane++) {
        int expected = Float.floatToIntBits(scalar.of(x[lane]));
        int got = Float.floatToIntBits(y[lane]);
        if (expected != got) {
          float value = x[lane];
          assertEquals(expected, got, () -> "seed " + SEED + ", x = " + value);
        }
      }
    }
  }

  @Test
  void exponentials() {
    same(VectorExp::exp, Exp::exp);
    same(VectorExpm1::expm1, Expm1::expm1);
  }

  @Test
  void logarithms() {
    same(VectorLog::log, Log::log);
    same(VectorLog::log1p, Log1p::log1p);
  }

  @Test
  void activations() {
    same(VectorActivation::tanh, Tanh::tanh);
    same(VectorActivation::sigmoid, Sigmoid::sigmoid);
    same(VectorActivation::softplus, Softplus::softplus);
  }

  @Test
  void errorFunction() {
    same(VectorErf::erf, Erf::erf);
  }

  @Test
  void circular() {
    same(VectorSinCos::sin, SinCos::sin);
    same(VectorSinCos::cos, SinCos::cos);
  }

  interface Fill {
    void run(MemorySegment out, long first, long begin, long end, long seed, int step, int stream);
  }

  interface Draw {
    float of(long seed, int step, int stream, long element);
  }

  /** Awkward beginnings and lengths, offsets across 2^34 where the block index grows a word. */
  private static void sameDraws(Fill fill, Draw draw) {
    SplittableRandom random = new SplittableRandom(SEED);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment out = arena.allocate(10_000L * Float.BYTES, 64);
      for (int trial = 0; trial < 200; trial++) {
        long first = random.nextBoolean() ? random.nextLong(1000) : (1L << 34) - random.nextInt(99);
        long begin = random.nextInt(70);
        long end = begin + random.nextInt(trial < 100 ? 100 : 9000);
        long seed = random.nextLong();
        int step = random.nextInt();
        int stream = random.nextInt();
        out.fill((byte) 0x55);
        float guard = out.getAtIndex(ValueLayout.JAVA_FLOAT, 0);
        fill.run(out, first, begin, end, seed, step, stream);
        for (long i = 0; i < 10_000; i++) {
          boolean inside = begin <= i && i < end;
          float expected = inside ? draw.of(seed, step, stream, first + i) : guard;
          float got = out.getAtIndex(ValueLayout.JAVA_FLOAT, i);
          if (Float.floatToRawIntBits(expected) != Float.floatToRawIntBits(got)) {
            long element = i;
            assertEquals(
                expected,
                got,
                () ->
                    "seed " + SEED + ", [" + begin + ", " + end + ") + " + first + ": " + element);
          }
        }
      }
    }
  }

  @Test
  void normalDraws() {
    sameDraws(RandomFill::normal, Normal::draw);
  }

  @Test
  void uniformDraws() {
    sameDraws(RandomFill::uniform, Philox::uniform);
  }
}
